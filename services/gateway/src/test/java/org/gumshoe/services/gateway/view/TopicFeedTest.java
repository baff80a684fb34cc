// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicFeedTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.CONCEPTS.name(), 0);
    private static final int RECORDS = 5;

    private final BlockingQueue<Long> taken = new LinkedBlockingQueue<>();

    /** Consumer of a topic that holds the same five records whenever it is read. */
    private static Consumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
        Node broker = new Node(0, "localhost", 1);
        Node[] replicas = {broker};
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, broker, replicas, replicas)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) RECORDS));
        consumer.schedulePollTask(() -> {
            for (long offset = consumer.position(PARTITION); offset < RECORDS; offset++) {
                Concept concept = new Concept("crime" + offset, List.of("murder"), null, null, 1.0);
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        0,
                        offset,
                        concept.getName(),
                        Topics.CONCEPTS.record(concept.getName(), concept).value()));
            }
        });
        return consumer;
    }

    private TopicFeed feed(TopicFeed.RecordTaker taker) {
        return new TopicFeed(
                "test", TopicFeedTest::consumer, List.of(Topics.CONCEPTS), TopicFeed.Reading.EVERYTHING, taker);
    }

    private void take(FeedRecord record) {
        taken.add(record.offset());
    }

    private Optional<Long> next() throws InterruptedException {
        return Optional.ofNullable(taken.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void whatARecordCausesIsSkipped() throws Exception {
        try (TopicFeed feed = feed(record -> {
            switch ((int) record.offset()) {
                case 1 -> throw new IllegalStateException("of the record's making");
                case 2 -> deep(0);
                default -> take(record);
            }
        })) {
            assertThat(List.of(next(), next(), next())).containsExactly(at(0), at(3), at(4));
            assertThat(feed.failure()).isEmpty();
        }
    }

    @Test
    void whatTheSurroundingsCauseIsToldAndTheFeedGoesOnWhereItWas() throws Exception {
        BlockingQueue<Boolean> memory = new LinkedBlockingQueue<>(List.of(false, false));
        try (TopicFeed feed = feed(record -> {
            if (record.offset() == 2 && memory.poll() != null) {
                throw new OutOfMemoryError("made up");
            }
            take(record);
        })) {
            assertThat(List.of(next(), next())).containsExactly(at(0), at(1));
            while (feed.failure().isEmpty() && taken.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(feed.failure())
                    .hasValueSatisfying(failure -> assertThat(failure).hasMessage("made up"));
            assertThat(List.of(next(), next(), next())).as("each once").containsExactly(at(2), at(3), at(4));
            while (feed.failure().isPresent() || !feed.caughtUp()) {
                Thread.sleep(5);
            }
        }
        assertThat(taken).isEmpty();
    }

    /** As where a container of Kafka is away, and its name with it: no client can be made then. */
    @Test
    void aFeedOutlivesThatNoClientCanBeMade() throws Exception {
        BlockingQueue<String> faults = new LinkedBlockingQueue<>(List.of("", "lost", "No resolvable bootstrap urls"));
        Supplier<Consumer<String, byte[]>> clients = () -> {
            String fault = faults.isEmpty() ? "" : faults.remove();
            if (fault.startsWith("No")) {
                throw new KafkaException(fault);
            }
            MockConsumer<String, byte[]> consumer = (MockConsumer<String, byte[]>) consumer();
            if (fault.equals("lost")) {
                consumer.setPollException(new KafkaException(fault));
            }
            return consumer;
        };
        clients.get();
        try (TopicFeed feed =
                new TopicFeed("test", clients, List.of(Topics.CONCEPTS), TopicFeed.Reading.EVERYTHING, this::take)) {
            for (long offset = 0; offset < RECORDS; offset++) {
                assertThat(next()).isEqualTo(at(offset));
            }
            while (feed.failure().isPresent()) {
                Thread.sleep(5);
            }
        }
        assertThat(faults).isEmpty();
    }

    private static Optional<Long> at(long offset) {
        return Optional.of(offset);
    }

    private static int deep(int depth) {
        return deep(depth + 1) + 1;
    }
}
