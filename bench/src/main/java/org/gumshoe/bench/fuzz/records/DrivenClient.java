// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topic;

/** The clients of a service that is no topology, without a broker. */
final class DrivenClient<V> {
    private static final long ARRIVED = 1_900_000_000_000L;

    private final Topic<V> topic;
    private final TopicPartition partition;
    private final MockConsumer<String, DecodedValue<V>> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> producer = newProducer();
    private final MockProducer<String, byte[]> letters = newProducer();
    private long offset;

    DrivenClient(Topic<V> topic) {
        this.topic = topic;
        partition = new TopicPartition(topic.name(), 0);
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 0L));
        letters.initTransactions();
    }

    private static MockProducer<String, byte[]> newProducer() {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    /** Returns the consumer of a service that subscribes by itself. */
    MockConsumer<String, DecodedValue<V>> consumer() {
        return consumer;
    }

    MockProducer<String, byte[]> producer() {
        return producer;
    }

    /** Returns the producer of a service that writes its letters apart, with transactions. */
    MockProducer<String, byte[]> letters() {
        return letters;
    }

    /** Hands the partition to the consumer, once it has subscribed. */
    void assign() {
        consumer.rebalance(List.of(partition));
    }

    void add(RecordInput record) {
        consumer.addRecord(new ConsumerRecord<>(
                topic.name(),
                0,
                offset++,
                ARRIVED,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.keyText(),
                decoded(topic, record.value()),
                new RecordHeaders(),
                Optional.empty()));
    }

    /** Decodes a value as the consumers of plain clients do. */
    static <V> DecodedValue<V> decoded(Topic<V> topic, byte[] value) {
        try {
            return new DecodedValue<>(
                    topic.checkedValues().deserializer().deserialize(topic.name(), value), value, null);
        } catch (RuntimeException e) {
            return new DecodedValue<>(null, value, e);
        }
    }

    /** Sets the row of a table, as a client that follows the topic does. */
    static <V> void put(Map<String, V> table, Topic<V> topic, RecordInput record) {
        if (record.refusal(topic).isEmpty()) {
            V value = decoded(topic, record.value()).value();
            if (value == null) {
                table.remove(record.keyText());
            } else {
                table.put(record.keyText(), value);
            }
        }
    }

    /** Returns the sentences of the letters among what was written, which is then forgotten. */
    List<String> written() {
        List<String> sentences = new ArrayList<>();
        for (MockProducer<String, byte[]> writer : List.of(producer, letters)) {
            writer.history()
                    .forEach(record -> Letter.check(
                                    record.topic(), RecordInput.of(record.key(), record.value()), record.headers())
                            .ifPresent(sentences::add));
            writer.clear();
        }
        return sentences;
    }
}
