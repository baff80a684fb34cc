// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announce;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.vector;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that once ended services for good, sent to the whole system: each becomes one dead letter
 * and the stream goes on, also after a restart.
 */
class PoisonTest {
    private static final Settings SETTINGS = TinyLoop.SETTINGS
            .with("topics.number", "2")
            .with("topics.minibatch", "8")
            .with("topics.min.books", "1");

    /** A key of the right form for each topic. */
    private static final Map<Topic<?>, String> KEYS = Map.ofEntries(
            Map.entry(Topics.BOOKS, "broken"),
            Map.entry(Topics.PASSAGES, "broken#0"),
            Map.entry(Topics.TOPIC_MODEL, Topics.MANIFEST),
            Map.entry(Topics.CONCEPTS, "broken"),
            Map.entry(Topics.ASSIGNMENTS, "broken#0"),
            Map.entry(Topics.LANGUAGE_MODELS, "weak"),
            Map.entry(Topics.ACTIVATIONS, "broken#0|weak|m@1"),
            Map.entry(Topics.STITCH_MAP, Topics.MANIFEST),
            Map.entry(Topics.STEERING_VECTORS, "broken|strong|refined"),
            Map.entry(Topics.REFINED_SCORES, "broken|strong|b"),
            Map.entry(Topics.STORY_REQUESTS, "broken"),
            Map.entry(Topics.STORIES, "broken"),
            Map.entry(Topics.REFINEMENT_METRICS, "broken|m"));

    private final Map<String, Integer> expected = new TreeMap<>();

    @TempDir
    private Path dir;

    @Test
    void everyBrokenRecordIsOneDeadLetterAndTheStreamGoesOn() throws Exception {
        ModelAnnouncement weak = announcement("weak", "gpt2", 2);
        ModelAnnouncement strong = announcement("strong", "vicuna", 2, 3);
        try (Standalone system = Standalone.start(dir, SETTINGS)) {
            Settings settings = system.settings();
            await("it is ready", system::ready);
            announce(settings, weak);
            announce(settings, strong);
            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 20.0));

            KEYS.forEach((topic, key) -> {
                sendCorrupt(settings, topic, key);
                expect(topic, 1);
            });
            sendWhatIsOutOfBounds(settings, weak, strong);
            sendHugeWord(settings);
            announceAFileThatIsNoModel(settings, weak);
            announce(settings, weak);

            assertThatTheStreamGoesOn(system, "first");
            await(
                    "the huge word is cut into passages",
                    () -> records(settings, Topics.PASSAGES).stream()
                            .anyMatch(record -> record.key().startsWith("word#")));
            await(
                    "every broken record is a dead letter",
                    new Letters(settings),
                    () -> letters(settings).equals(expected));
            assertThat(records(settings, Topics.DEAD_LETTERS))
                    .allSatisfy(letter -> assertThat(header(letter, DeadLetters.MESSAGE))
                            .isNotBlank()
                            .hasSizeLessThan(600));
        }
        try (Standalone system = Standalone.start(dir, SETTINGS)) {
            assertThatTheStreamGoesOn(system, "second");
            assertThat(letters(system.settings())).as("after a restart").isEqualTo(expected);
        }
    }

    /** What a failure tells. */
    private final class Letters {
        private final Settings settings;

        Letters(Settings settings) {
            this.settings = settings;
        }

        @Override
        public String toString() {
            return "expected " + expected + ", but there are "
                    + records(settings, Topics.DEAD_LETTERS).stream()
                            .map(letter -> header(letter, DeadLetters.TOPIC) + " by "
                                    + header(letter, DeadLetters.SERVICE) + ": " + header(letter, DeadLetters.MESSAGE))
                            .sorted()
                            .collect(Collectors.joining("\n"));
        }
    }

    private void expect(Topic<?> topic, int letters) {
        expected.merge(topic.name(), letters, Integer::sum);
    }

    private static Map<String, Integer> letters(Settings settings) {
        return records(settings, Topics.DEAD_LETTERS).stream()
                .collect(Collectors.toMap(
                        letter -> header(letter, DeadLetters.TOPIC), letter -> 1, Integer::sum, TreeMap::new));
    }

    private void sendWhatIsOutOfBounds(Settings settings, ModelAnnouncement weak, ModelAnnouncement strong) {
        Passage passage = new Passage("b", 0, 1, 0, 4, "text", true, false, "", "");
        send(settings, Topics.PASSAGES, "no index", passage);
        send(settings, Topics.PASSAGES, "another#0", passage);
        expect(Topics.PASSAGES, 2);
        ask(settings, story("long", "unsteered").setConcept("x".repeat(600_000)));
        ask(settings, story("cold", "unsteered").setTemperature(Double.NaN));
        expect(Topics.STORY_REQUESTS, 2);
        var bare = vector(strong, "refined", 1);
        bare.setLayers(List.of());
        send(settings, Topics.STEERING_VECTORS, "crime|strong|refined", bare);
        expect(Topics.STEERING_VECTORS, 1);
        send(settings, Topics.CONCEPTS, "odd", new Concept("odd", List.of("a"), null, Double.NaN, 1.0));
        expect(Topics.CONCEPTS, 1);
        send(
                settings,
                Topics.STITCH_MAP,
                Topics.MANIFEST,
                new StitchManifest(
                        1L, "w", "s", 1, List.of(1), Integer.MAX_VALUE, 1, 1L, 1L, .1, List.of(.1), List.of(.1)));
        expect(Topics.STITCH_MAP, 1);
        send(
                settings,
                Topics.ASSIGNMENTS,
                "b#0",
                new Assignment("b", 0, 1L, List.of(1f), Map.of("crime", Float.NaN), Map.of(), Map.of()));
        expect(Topics.ASSIGNMENTS, 1);
        Activation narrow = activation(weak, 3);
        send(settings, Topics.ACTIVATIONS, activationKey(narrow, weak), narrow);
        Activation cut = activation(weak, weak.getWidth());
        cut.setPooled(List.of(ByteBuffer.allocate(2)));
        send(settings, Topics.ACTIVATIONS, activationKey(cut, weak), cut);
        expect(Topics.ACTIVATIONS, 2);
    }

    private static String activationKey(Activation activation, ModelAnnouncement model) {
        return activation.getBook() + "#0|" + AnnouncementKey.of(model).format();
    }

    private static Activation activation(ModelAnnouncement model, int width) {
        return Activation.newBuilder()
                .setBook("b")
                .setIndex(0)
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setWidth(width)
                .setTokens(1)
                .setLayers(model.getReadLayers())
                .setPooled(List.of(ByteBuffer.allocate(2 * width)))
                .build();
    }

    /** It is no fault: the text is cut, and its passages are as large as any. */
    private static void sendHugeWord(Settings settings) {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            BookSender.send(producer, "word", "word", "", List.of(), "murder".repeat(200_000));
        }
    }

    /** The service tells why it cannot read, and takes the next announcement. */
    private void announceAFileThatIsNoModel(Settings settings, ModelAnnouncement weak) throws Exception {
        Path file = Files.write(dir.resolve("model.gguf"), new byte[100]);
        ModelAnnouncement broken =
                ModelAnnouncement.newBuilder(weak).setLocation(file.toString()).build();
        send(settings, Topics.LANGUAGE_MODELS, "weak", broken);
    }

    private static void assertThatTheStreamGoesOn(Standalone system, String book) throws Exception {
        Settings settings = system.settings();
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            BookSender.send(producer, book, book, "", List.of(), "The murder was beside the window. ".repeat(20));
        }
        ask(settings, story(book, "unsteered"));
        assertThat(endedStory(settings, book).getLast().getError()).isEmpty();
        Set<String> roles = Set.of("weak", "strong");
        await(
                "both models have read the book",
                () -> records(settings, Topics.ACTIVATIONS).stream()
                        .filter(record -> record.key().startsWith(book + "#"))
                        .map(record -> record.key().split("\\|")[1])
                        .collect(Collectors.toCollection(TreeSet::new))
                        .equals(roles));
        await(
                "the book is assigned",
                () -> records(settings, Topics.ASSIGNMENTS).stream()
                        .anyMatch(record -> record.key().startsWith(book + "#")));
        assertThat(system.services()).noneMatch(Service::failed);
        await("it is ready", system.services().stream().map(Service::state).toList(), system::ready);
    }
}
