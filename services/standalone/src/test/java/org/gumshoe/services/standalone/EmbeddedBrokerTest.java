// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gumshoe.services.standalone.TestStream.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final Concept GHOSTS = new Concept("ghosts", List.of("haunted"), null, null, 0.0);
    private static final Concept SEA = new Concept("sea", List.of("ship", "sail"), null, .2, 50.0);

    @TempDir
    private Path dir;

    private static Settings settings(EmbeddedBroker broker) {
        return new Settings(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @Test
    void whatItHoldsOutlivesIt() throws Exception {
        try (var broker = new EmbeddedBroker(dir, 0);
                var admin = Clients.admin(settings(broker))) {
            TopicAdmin.create(admin, settings(broker));
            TopicAdmin.create(admin, settings(broker));
            assertTheCatalogue(admin);
            try (var producer = Clients.producer(settings(broker), Topics.CONCEPTS, null)) {
                producer.send(new ProducerRecord<>("concepts", "ghosts", GHOSTS));
                producer.send(new ProducerRecord<>("concepts", "sea", SEA));
                producer.send(new ProducerRecord<>("concepts", "ghosts", null));
            }
        }

        try (var broker = new EmbeddedBroker(dir, 0)) {
            Queue<String> changes = new ConcurrentLinkedQueue<>();
            try (var table = new TopicTable<>(settings(broker), Topics.CONCEPTS, (key, value) -> changes.add(key))) {
                assertThat(table.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
                assertThat(table.view()).isEqualTo(Map.of("sea", SEA));
                assertThat(changes).containsExactly("ghosts", "sea", "ghosts");
                assertThat(table.failure()).isEmpty();
            }
        }
    }

    /** Kafka's own refusal would spoil the transaction. The largest letter, with its reason, fits. */
    @Test
    void aRecordThatIsTooLargeIsRefusedAndItsTransactionGoesOn() throws Exception {
        try (var broker = new EmbeddedBroker(dir, 0);
                var admin = Clients.admin(settings(broker))) {
            Settings settings = settings(broker);
            TopicAdmin.create(admin, settings);
            byte[] tooLarge = new byte[settings.maxMessageBytes()];
            var letter = new DeadLetters("test")
                    .letter(
                            new byte[5000],
                            new byte[4 * settings.maxMessageBytes()],
                            new IllegalStateException("why ".repeat(10_000)),
                            "passages",
                            0,
                            7);
            try (var producer = Clients.producer(settings, "too-large")) {
                producer.initTransactions();
                producer.beginTransaction();
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("books", "b", tooLarge)))
                        .isInstanceOf(RecordTooLargeException.class)
                        .hasMessageContaining("books");
                producer.send(new ProducerRecord<>(
                        letter.topic(), null, "key of the record", letter.value(), letter.headers()));
                producer.commitTransaction();
            }
            // the coordinator writes a transaction's markers after it has said that it is committed
            TestStream.await(
                    "the letter is there",
                    () -> TestStream.records(settings, Topics.DEAD_LETTERS).size() == 1);
        }
    }

    /**
     * A second request that overtook the first would make the broker refuse the first, until it
     * were given up.
     */
    @Test
    void whatIsSentToTopicsThatAreJustBeingMadeArrives() throws Exception {
        try (var broker = new EmbeddedBroker(dir, 0);
                var admin = Clients.admin(settings(broker));
                var producer = Clients.producer(settings(broker), (String) null)) {
            for (int time = 0; time < 3; time++) {
                Queue<Future<RecordMetadata>> sent = new ConcurrentLinkedQueue<>();
                List<String> names = new ArrayList<>();
                List<Thread> senders = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    String name = "new-" + time + "-" + i;
                    names.add(name);
                    senders.add(Thread.ofPlatform().start(() -> sendSome(producer, name, sent)));
                }
                await(
                        "all wait for the topics",
                        () -> senders.stream().allMatch(sender -> sender.getState() == Thread.State.TIMED_WAITING));
                admin.createTopics(names.stream()
                        .map(name -> new NewTopic(name, 2, (short) 1))
                        .toList());
                for (Thread sender : senders) {
                    sender.join();
                }
                await("all has arrived", () -> sent.stream().allMatch(Future::isDone));
                assertThat(sent).hasSize(30 * 12).allMatch(one -> one.state() == Future.State.SUCCESS);
            }
        }
    }

    /**
     * The first waits until the topic is known; the others follow on its heels, in requests of
     * their own.
     */
    private static void sendSome(Producer<String, byte[]> producer, String topic, Queue<Future<RecordMetadata>> sent) {
        for (int i = 0; i < 12; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, "book#" + i, new byte[100])));
            LockSupport.parkNanos(7_000_000);
        }
    }

    private static void assertTheCatalogue(Admin admin) throws Exception {
        var descriptions = admin.describeTopics(
                        Topics.all().stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        descriptions.forEach((name, description) -> assertThat(description.partitions())
                .as(name)
                .hasSize(
                        List.of("books", "passages", "assignments", "activations", "steering-commands")
                                        .contains(name)
                                ? 4
                                : 1));
        var configs = admin.describeConfigs(descriptions.keySet().stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get();
        configs.forEach((topic, config) -> {
            String cleanup = config.get("cleanup.policy").value();
            String retention = config.get("retention.ms").value();
            switch (topic.name()) {
                case "books", "refinement-metrics", "dead-letters" -> {
                    assertThat(cleanup).isEqualTo("delete");
                    assertThat(retention).isEqualTo("-1");
                }
                case "stories", "story-requests", "steering-commands" -> {
                    assertThat(cleanup).isEqualTo("delete");
                    assertThat(retention).isEqualTo("604800000");
                }
                case "steering-questions", "steering-answers" -> {
                    assertThat(cleanup).isEqualTo("delete");
                    assertThat(retention).isEqualTo("3600000");
                }
                default -> assertThat(cleanup).as(topic.name()).isEqualTo("compact");
            }
        });
    }

    @Test
    void aTopicOfAnotherShapeIsSaidInASentence() throws Exception {
        try (var broker = new EmbeddedBroker(dir, 0);
                var admin = Clients.admin(settings(broker))) {
            TopicAdmin.create(admin, settings(broker));

            assertThatThrownBy(() -> TopicAdmin.create(admin, settings(broker).with("partitions", "6")))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("has 4 partitions but should have 6", "GUMSHOE_PARTITIONS=4");

            var topic = new ConfigResource(ConfigResource.Type.TOPIC, "passages");
            var keep = new AlterConfigOp(new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(keep))).all().get();
            await(
                    "the broker knows it",
                    () -> admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("cleanup.policy")
                            .value()
                            .equals("delete"));
            assertThatThrownBy(() -> TopicAdmin.create(admin, settings(broker)))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContaining("Topic passages has cleanup.policy delete but should have compact");
        }
    }

    @Test
    void aTakenPortIsSaidInASentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertThatThrownBy(() -> new EmbeddedBroker(dir, taken.getLocalPort()).close())
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("Port " + taken.getLocalPort(), "is taken", "--broker-port");
        }
    }

    @Test
    void aDirectoryInUseIsSaidInASentence() {
        try (var broker = new EmbeddedBroker(dir, 0)) {
            assertThatThrownBy(() -> new EmbeddedBroker(dir, 0).close())
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll(dir.toString(), "in use", "--data");
            assertThat(broker.bootstrapServers()).startsWith("localhost:");
        }
    }
}
