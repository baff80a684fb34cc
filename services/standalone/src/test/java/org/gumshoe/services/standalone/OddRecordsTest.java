// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gumshoe.services.standalone.TestStream.announce;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.story;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StoryRequest;
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
 * Odd records on every topic of the whole system on tiny models. What is refused is one dead letter,
 * and a book and a story come through afterwards.
 */
class OddRecordsTest {
    private static final Settings SETTINGS = TinyLoop.SETTINGS
            .with("topics.number", "2")
            .with("topics.minibatch", "8")
            .with("topics.min.books", "1");

    @TempDir
    private Path dir;

    @Test
    void whatIsRefusedIsOneDeadLetterAndTheStreamGoesOn() throws Exception {
        ModelAnnouncement weak = announcement("weak", "gpt2", 2);
        ModelAnnouncement strong = announcement("strong", "vicuna", 2, 3);
        OddRecords odd = new OddRecords(weak, strong);
        try (Standalone system = Standalone.start(dir, SETTINGS)) {
            Settings settings = system.settings();
            await("it is ready", system::ready);
            announce(settings, weak);
            announce(settings, strong);
            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 20.0));
            assertThatNoBombIsTaken(settings);
            send(settings, odd.taken());
            send(settings, odd.refused());
            List<StoryRequest.Builder> requests = new OddStories(strong).requests();
            ask(settings, requests.toArray(StoryRequest.Builder[]::new));
            for (StoryRequest.Builder request : requests) {
                assertThat(endedStory(settings, request.getStory()).getLast().getError())
                        .as(request.getStory())
                        .hasSizeLessThan(600)
                        .doesNotContain("\u001b", "Exception");
            }
            book(settings, "afterwards");
            await(
                    "both models have read a book",
                    system.services().stream().map(Service::state).toList(),
                    () -> keys(settings, Topics.ACTIVATIONS).stream()
                                    .filter(key -> key.startsWith("afterwards#0|"))
                                    .count()
                            == 2);
            await("it is assigned", () -> keys(settings, Topics.ASSIGNMENTS).contains("afterwards#0"));
            await("each is one letter", () -> letters(settings).equals(OddRecords.LETTERS));
            assertThat(system.services()).noneMatch(Service::failed);
            await("it is ready", system.services().stream().map(Service::state).toList(), system::ready);
        }
        try (Standalone system = Standalone.start(dir, SETTINGS)) {
            Settings settings = system.settings();
            await("it is ready", system::ready);
            ask(settings, story("second", "unsteered"));
            assertThat(endedStory(settings, "second").getLast().getError()).isEmpty();
            assertThat(letters(settings)).as("after a restart").isEqualTo(OddRecords.LETTERS);
        }
    }

    private static List<String> keys(Settings settings, Topic<?> topic) {
        return records(settings, topic).stream().map(ConsumerRecord::key).toList();
    }

    private static Map<String, Integer> letters(Settings settings) {
        return records(settings, Topics.DEAD_LETTERS).stream()
                .collect(Collectors.toMap(letter -> header(letter, DeadLetters.SERVICE), letter -> 1, Integer::sum));
    }

    private static void book(Settings settings, String book) {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            BookSender.send(producer, book, book, "", List.of(), "The murder was beside the window. ".repeat(20));
        }
    }

    /** A record whose kilobytes are unpacked to megabytes: the limit is of what readers would unpack. */
    private static void assertThatNoBombIsTaken(Settings settings) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                settings.bootstrapServers(),
                "compression.type",
                "zstd",
                "max.request.size",
                Integer.MAX_VALUE,
                "buffer.memory",
                100L << 20);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (Topic<?> topic : List.of(Topics.BOOKS, Topics.CONCEPTS, Topics.STORY_REQUESTS)) {
                var sent = producer.send(new ProducerRecord<>(topic.name(), "bomb", new byte[16 << 20]));
                assertThatThrownBy(sent::get).hasCauseInstanceOf(RecordTooLargeException.class);
            }
        }
    }
}
