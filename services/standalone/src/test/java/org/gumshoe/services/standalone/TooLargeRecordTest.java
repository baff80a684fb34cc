// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.story;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.StreamsService;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.StatefulProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topology on a broker that makes records which are too large, for a topic and for the log of its
 * store. The broker's refusal would spoil the transaction, so that the partition stood still.
 */
class TooLargeRecordTest {
    private static final String STORE = "texts";

    @TempDir
    private Path dir;

    /** Processor that makes of a request a text of as many characters as it has tokens, times a thousand. */
    private static final class Maker extends ContextualProcessor<String, StoryRequest, String, Passage> {
        @Override
        public void process(Record<String, StoryRequest> record) {
            String text = "x".repeat(1000 * record.value().getTokens());
            switch (record.value().getArm()) {
                case "store" -> {
                    KeyValueStore<String, String> texts = context().getStateStore(STORE);
                    texts.put(record.key(), text);
                    context().forward(record.withKey(record.key() + "#0").withValue(passage(record.key(), "stored")));
                }
                default ->
                    context().forward(record.withKey(record.key() + "#0").withValue(passage(record.key(), text)));
            }
        }

        private static Passage passage(String book, String text) {
            return new Passage(book, 0, 1, 0, 1, text, true, false, "", "", "", null);
        }
    }

    private static Topology topology() {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.STORY_REQUESTS.stream(builder)
                .process(
                        StatefulProcessor.of(Maker::new, StatefulProcessor.store(STORE, Serdes.String())),
                        Named.as("make"))
                .to(Topics.PASSAGES.name(), Topics.PASSAGES.produced());
        return builder.build();
    }

    private static void request(Settings settings, String id, String arm, int thousands) {
        send(
                settings,
                Topics.STORY_REQUESTS,
                id,
                story(id, arm).setTokens(thousands).build());
    }

    @Test
    void eachIsOneDeadLetterAndTheStreamGoesOn() throws Exception {
        try (var broker = new EmbeddedBroker(dir.resolve("broker"), 0)) {
            Settings settings = new Settings(Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "state.dir",
                    dir.resolve("state").toString(),
                    "commit.interval.ms",
                    "200"));
            try (var admin = Clients.admin(settings)) {
                TopicAdmin.create(admin, settings);
            }
            request(settings, "before", "topic", 1);
            request(settings, "large", "topic", 2000);
            request(settings, "large-too", "topic", 9000);
            request(settings, "large-store", "store", 9000);
            request(settings, "store", "store", 1);
            request(settings, "after", "topic", 1);
            for (String last : List.of("after", "after-a-restart")) {
                try (ProcessMetrics metrics = new ProcessMetrics();
                        StreamsService service = new StreamsService(
                                "too-large", TooLargeRecordTest::topology, settings, metrics, Map.of())) {
                    service.start();
                    await(
                            "the stream has gone on to " + last,
                            service.state(),
                            () -> passages(settings).contains(last + "#0"));
                    await("it is ready", service.state(), service::ready);
                }
                assertThat(records(settings, Topics.DEAD_LETTERS))
                        .extracting(ConsumerRecord::key)
                        .containsExactly("large", "large-too", "large-store");
                request(settings, "after-a-restart", "topic", 1);
            }
            assertThat(passages(settings))
                    .containsExactlyInAnyOrder("before#0", "store#0", "after#0", "after-a-restart#0");
            assertThat(records(settings, Topics.DEAD_LETTERS))
                    .extracting(letter -> header(letter, DeadLetters.MESSAGE))
                    .allSatisfy(message -> assertThat(message).contains("the topic takes at most"));
        }
    }

    private static List<String> passages(Settings settings) {
        return records(settings, Topics.PASSAGES).stream()
                .map(ConsumerRecord::key)
                .toList();
    }
}
