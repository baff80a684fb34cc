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

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
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
            Map.entry(Topics.WORD_READOUTS, "broken|strong|m"),
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
            sendBroken(settings, new BrokenRecords(weak, strong).all());
            announceWhatIsNoModel(system, weak, strong);
            sendOdd(settings);
            sendHugeWord(settings);

            assertThatTheStreamGoesOn(system, "first");
            await(
                    "a book without a time is cut into passages, and so is the huge word",
                    () -> records(settings, Topics.PASSAGES).stream()
                            .map(record -> record.key().split("#")[0])
                            .collect(Collectors.toSet())
                            .containsAll(Set.of("timeless", "word")));
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

    private void sendBroken(Settings settings, List<ProducerRecord<String, byte[]>> broken) {
        send(settings, broken);
        broken.forEach(record -> expect(Topics.named(record.topic()).orElseThrow(), 1));
    }

    /** Sound records that some clients send without a time, and numbers that are hardly any. */
    private static void sendOdd(Settings settings) throws Exception {
        Concept sea = new Concept("sea", List.of("anchor"), null, Double.MIN_VALUE, Double.MIN_VALUE);
        BookChunk timeless = BookSender.chunks("timeless", "timeless", "", List.of(), "The murder.")
                .getFirst();
        send(
                settings,
                List.of(
                        withoutTime(Topics.CONCEPTS.record("sea", sea)),
                        withoutTime(Topics.BOOKS.record("timeless", timeless)),
                        Topics.TOPIC_MODEL.record("zebra", new TopicModelRow(1L, List.of(1f)))));
        ask(settings, story("denormal", "unsteered").setTemperature(1e-310).setTopP(1e-310));
        assertThat(endedStory(settings, "denormal").getLast().getError()).isEmpty();
    }

    private static ProducerRecord<String, byte[]> withoutTime(ProducerRecord<String, byte[]> record) throws Exception {
        Field timestamp = ProducerRecord.class.getDeclaredField("timestamp");
        timestamp.setAccessible(true);
        timestamp.set(record, -1L);
        return record;
    }

    /** It is no fault: the text is cut, and its passages are as large as any. */
    private static void sendHugeWord(Settings settings) {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            BookSender.send(producer, "word", "word", "", List.of(), "murder".repeat(200_000));
        }
    }

    /** The services tell why they cannot use a model, and take the next announcement. */
    private void announceWhatIsNoModel(Standalone system, ModelAnnouncement weak, ModelAnnouncement strong)
            throws Exception {
        Settings settings = system.settings();
        String file = Files.write(dir.resolve("model.gguf"), new byte[100]).toString();
        announce(
                settings,
                ModelAnnouncement.newBuilder(strong).setLocation("no\0path").build());
        expect(Topics.LANGUAGE_MODELS, 2);
        for (ModelAnnouncement model : List.of(weak, strong)) {
            announce(
                    settings,
                    ModelAnnouncement.newBuilder(model).setLocation(file).build());
            String service = "activations-" + model.getRole();
            await(
                    service + " tells that the file is no model",
                    () -> state(system, service).contains(file));
        }
        ask(settings, story("modelless", "unsteered"));
        assertThat(endedStory(settings, "modelless").getLast().getError()).contains(file);
        announce(settings, weak);
        announce(settings, strong);
        await(
                "the right one is taken",
                () -> !state(system, "activations-strong").contains(file));
    }

    private static String state(Standalone system, String service) {
        return system.services().stream()
                .filter(each -> each.name().equals(service))
                .map(Service::state)
                .collect(Collectors.joining());
    }

    private static void assertThatTheStreamGoesOn(Standalone system, String book) throws Exception {
        Settings settings = system.settings();
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            BookSender.send(producer, book, book, "", List.of(), "The murder was beside the window. ".repeat(20));
        }
        ask(settings, story(book, "unsteered"));
        assertThat(endedStory(settings, book).getLast().getError()).isEmpty();
        ask(settings, story(book + "-steered", "refined"));
        assertThat(endedStory(settings, book + "-steered").getLast().getError())
                .as("the vector without layers is not in force")
                .contains("There is no refined steering vector");
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
