// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.arrive;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serde;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.stream.TopicStream;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Retention;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.topics.PassageCounter;
import org.gumshoe.services.topics.TopicsService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The learner of topics in a process of its own that is killed while it learns. */
class KilledLearnerTest {
    private static final int PASSAGES = 600;
    private static final int TAIL = 60;

    @TempDir
    private Path dir;

    /** The process: settings as name=value. */
    static final class Learning {
        public static void main(String[] arguments) throws InterruptedException {
            Map<String, String> values = new TreeMap<>();
            for (String argument : arguments) values.put(argument.split("=", 2)[0], argument.split("=", 2)[1]);
            TopicsService.create(new Settings(values), new ProcessMetrics()).start();
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** What it says lies in target/ also after the test. */
    private static Process start(Settings settings, Path said) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Learning.class.getName()));
        settings.values().forEach((name, value) -> command.add(name + "=" + value));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        process.environment().putAll(Map.of("GUMSHOE_LOG", "INFO", "GUMSHOE_LOG_ROOT", "INFO"));
        return process.start();
    }

    /**
     * What a failure tells: how far it has come, whether its process lives, and the end of its log.
     */
    private record State(Settings settings, Process learner, Path said) {
        @Override
        public String toString() {
            try {
                TopicModelManifest manifest = manifest(settings);
                List<String> lines = Files.readAllLines(said);
                return "%s passages are learned, of the %d in the log; %d dead letters; the process %s; the last of %d lines in %s:%n%s"
                        .formatted(
                                manifest == null ? "no" : manifest.getPassages(),
                                KilledLearnerTest.log(settings).size(),
                                records(settings, Topics.DEAD_LETTERS).size(),
                                learner.isAlive() ? "lives" : "ended with " + learner.exitValue(),
                                lines.size(),
                                said.toAbsolutePath(),
                                String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size())));
            } catch (Exception e) {
                return e.toString();
            }
        }
    }

    private static Passage passage(int i) {
        String text = i == 150 ? "" : i == 350 ? "murder ".repeat(100_000) : i == 550 ? manyWords() : ordinary(i);
        return new Passage("book" + i / 10, i % 10, 10, 0, text.length(), text, true, false, "", "", "", null);
    }

    private static String ordinary(int i) {
        Random random = new Random(i);
        StringBuilder text = new StringBuilder("They spoke of");
        for (int w = 0; w < 40; w++) {
            text.append(i / 10 % 2 == 0 ? " murder" : " harbour").append((char) ('a' + random.nextInt(20)));
        }
        return text.toString();
    }

    /** As long as a passage can be sent, and longer when its words are counted. */
    private static String manyWords() {
        StringBuilder text = new StringBuilder("They spoke of");
        for (int w = 0; text.length() < 900_000; w++) {
            text.append(" w");
            for (int rest = w; rest > 0; rest /= 26) text.append((char) ('a' + rest % 26));
        }
        return text.toString();
    }

    /**
     * Without passages that are held out no version is refused: which ones are judged depends on
     * the clock.
     */
    private static boolean isLearned(Passage passage, LdaOptions options) {
        var alone = new TopicStream(options, 1);
        PassageCounter.addTo(alone, PassageCounter.count(passage));
        return alone.heldOut().isEmpty();
    }

    /** @return how many */
    private static int send(Settings settings, int from, int to) {
        LdaOptions options = TopicsService.options(settings);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = Clients.producer(settings, Topics.PASSAGES, null)) {
            for (int i = from; i < to; i++) {
                Passage passage = passage(i);
                if (isLearned(passage, options)) {
                    String key = PassageKey.of(passage).format();
                    sent.add(producer.send(new ProducerRecord<>(Topics.PASSAGES.name(), key, passage)));
                }
            }
            arrive(producer, sent);
        }
        return sent.size();
    }

    private static TopicModelManifest manifest(Settings settings) {
        return records(settings, Topics.TOPIC_MODEL).stream()
                .map(ConsumerRecord::value)
                .filter(TopicModelManifest.class::isInstance)
                .map(TopicModelManifest.class::cast)
                .reduce((one, later) -> later)
                .orElse(null);
    }

    private static List<SpecificRecord> log(Settings settings) {
        String name = TopicsService.id(TopicsService.options(settings)) + "-topics-words-repartition";
        Serde<SpecificRecord> values = AvroSerde.of(PassageWords.class, Concept.class);
        return records(
                        settings,
                        new Topic<>(
                                name,
                                values,
                                Retention.KEEP,
                                false,
                                java.util.regex.Pattern.compile(".*"),
                                "",
                                Integer.MAX_VALUE))
                .stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    @Test
    void afterKillsTheModelIsThatOfAnUninterruptedRunOverTheSameLog() throws Exception {
        try (var broker = new EmbeddedBroker(dir.resolve("broker"), 0)) {
            // the log is kept, so that it can be learned from once more
            Settings settings = new Settings(Map.of(
                    "bootstrap.servers", broker.bootstrapServers(),
                    "state.dir", dir.resolve("state").toString(),
                    "topics.minibatch", "32",
                    "topics.min.books", "2",
                    "commit.interval.ms", "100",
                    "kafka.repartition.purge.interval.ms", "100000000"));
            try (var admin = Clients.admin(settings)) {
                TopicAdmin.create(admin, settings);
            }
            Path logs = Files.createDirectories(Path.of("target", "killed-learner"));
            int all = 0;
            for (int part = 0; part < 3; part++) {
                Path said = logs.resolve(part + ".log");
                Process learner = start(settings, said);
                State state = new State(settings, learner, said);
                try {
                    long before = part == 0 ? 0 : log(settings).size();
                    all += send(settings, part * PASSAGES / 3, (part + 1) * PASSAGES / 3);
                    if (part < 2) {
                        await(
                                "it learns",
                                state,
                                () -> manifest(settings) != null
                                        && log(settings).size() > before);
                    } else {
                        long sent = all;
                        await("all is learned", state, () -> manifest(settings).getPassages() == sent);
                    }
                } finally {
                    learner.destroyForcibly().waitFor();
                }
            }

            TopicModelManifest manifest = manifest(settings);
            TopicStream uninterrupted = new TopicStream(TopicsService.options(settings), 1);
            log(settings).forEach(words -> PassageCounter.addTo(uninterrupted, (PassageWords) words));
            assertThat(manifest.getPassages())
                    .isEqualTo(uninterrupted.passages())
                    .isGreaterThan(PASSAGES / 2);
            assertThat(manifest.getRefused()).isEmpty();
            assertThat(manifest.getDigest()).isEqualTo(uninterrupted.latest().digest());
        }
    }
}
