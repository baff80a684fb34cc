// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.demo.Demo;
import org.gumshoe.services.cli.demo.DemoOptions;
import org.gumshoe.services.cli.demo.DemoReport;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.standalone.Standalone;

/**
 * A run of the whole system in this process, broker included: what the demo does, to its refined
 * vectors.
 *
 * @param stages seconds of each stage by the clock
 * @param profile of the processors, from the first book to the last vector
 */
record StreamRun(Map<String, Double> stages, CpuProfile profile) {
    private static final List<String> STAGES =
            List.of("ingest", "topics", "assignments", "activations", "stitch", "vector");

    static StreamRun of(SampleBooks shelf, ReadingModel weak, ReadingModel strong, Path out) throws IOException {
        Settings settings = new Settings(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "passages.per.book", Integer.toString(shelf.perBook()),
                "topics.minibatch", "64",
                "commit.interval.ms", "500"));
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
            profile.end();
            Map<String, Double> seconds = report.seconds();
            Instant first = begin.plusNanos((long) (1e9 * seconds.get("start")));
            double streaming = STAGES.stream().mapToDouble(seconds::get).sum();
            Instant last = first.plusNanos((long) (1e9 * streaming));
            return new StreamRun(seconds, profile.between(first, last, clock.seconds(first, last)));
        }
    }

    /** Returns the seconds from the first book to the last vector, by the clock. */
    double wall() {
        return STAGES.stream().mapToDouble(stages::get).sum();
    }
}
