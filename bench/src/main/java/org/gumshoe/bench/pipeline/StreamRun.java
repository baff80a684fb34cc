// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.demo.Demo;
import org.gumshoe.services.cli.demo.DemoOptions;
import org.gumshoe.services.cli.demo.DemoReport;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.standalone.Standalone;

/**
 * A run of the whole system in this process, broker included: what the demo does, to its refined
 * vectors.
 *
 * @param stages seconds of each stage by the clock
 * @param profile of the processors, from the first book to the last vector
 * @param standing profile while nothing came
 * @param standingSeconds for how long that was, by the clock
 * @param maps stitch maps that were published
 */
record StreamRun(
        Map<String, Double> stages, CpuProfile profile, CpuProfile standing, double standingSeconds, int maps) {
    /** What the stories have brought about is over by then. */
    private static final Duration REST = Duration.ofSeconds(20);

    private static final List<String> STAGES =
            List.of("ingest", "topics", "assignments", "activations", "stitch", "vector");

    /** @param standing seconds for which the stream is left alone at its end */
    static StreamRun of(SampleBooks shelf, ReadingModel weak, ReadingModel strong, int standing, Path out)
            throws IOException, InterruptedException {
        Settings settings = new Settings(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "passages.per.book", Integer.toString(shelf.perBook()),
                "topics.minibatch", "64"));
        Concept concept = Concept.newBuilder()
                .setName("detective")
                .setSeeds(ConceptSeeds.DETECTIVE)
                .setPrevalence(null)
                .setPseudoCount(SeededTopic.DEFAULT_PSEUDO_COUNT)
                .build();
        DemoOptions options = new DemoOptions(
                shelf.books(), concept, List.of(weak.announcement(), strong.announcement()), 1, null, 1, true, null);
        try (CpuProfile.Running profile = CpuProfile.start(out.resolve("stream.jfr"));
                Standalone system = Standalone.start(out.resolve("stream"), settings);
                PrintStream transcript =
                        new PrintStream(out.resolve("stream.txt").toFile(), StandardCharsets.UTF_8);
                ProcessorClock clock = new ProcessorClock()) {
            Instant begin = Instant.now();
            DemoReport report = Demo.run(options, system.settings(), system.services(), transcript);
            Thread.sleep(REST);
            Instant left = Instant.now();
            Thread.sleep(Duration.ofSeconds(standing));
            Instant end = Instant.now();
            profile.end();
            Map<String, Double> seconds = report.seconds();
            Instant first = begin.plusNanos((long) (1e9 * seconds.get("start")));
            double streaming = STAGES.stream().mapToDouble(seconds::get).sum();
            Instant last = first.plusNanos((long) (1e9 * streaming));
            return new StreamRun(
                    seconds,
                    profile.between(first, last, clock.seconds(first, last)),
                    profile.between(left, end, clock.seconds(left, end)),
                    Duration.between(left, end).toMillis() / 1e3,
                    maps(system.settings()));
        }
    }

    private static int maps(Settings settings) throws InterruptedException {
        AtomicInteger maps = new AtomicInteger();
        try (TopicTable<?> table = new TopicTable<>(settings, Topics.STITCH_MAP, (key, value) -> {
            if (key.equals(Topics.MANIFEST)) maps.incrementAndGet();
        })) {
            table.requireCaughtUp();
        }
        return maps.get();
    }

    /** Returns the seconds from the first book to the last vector, by the clock. */
    double wall() {
        return STAGES.stream().mapToDouble(stages::get).sum();
    }
}
