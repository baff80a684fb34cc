// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/** Reader of single records from their places; one caller at a time. */
public final class RecordReader implements RecordSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Settings settings;
    private final KafkaConsumer<String, DecodedValue<byte[]>> consumer;

    public RecordReader(Settings settings) {
        this.settings = settings;
        // its values are bytes, as those of every topic are; a fetch that waits for records to come would
        // hold up the next one
        consumer = Clients.tolerant(
                settings,
                Topics.DEAD_LETTERS,
                null,
                Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
    }

    @Override
    public <V> Optional<V> read(Topic<V> topic, RecordPlace place) {
        return record(topic, place)
                .map(record -> topic.read(record.key(), record.value().bytes(), record.offset()));
    }

    @Override
    public Optional<ProducerRecord<String, byte[]>> original(RecordPlace letter) {
        return record(Topics.DEAD_LETTERS, letter)
                .flatMap(record -> DeadLetters.original(
                        record.key(),
                        record.value() == null ? null : record.value().bytes(),
                        record.headers(),
                        settings));
    }

    private synchronized Optional<ConsumerRecord<String, DecodedValue<byte[]>>> record(
            Topic<?> topic, RecordPlace place) {
        try {
            TopicPartition partition = new TopicPartition(topic.name(), place.partition());
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end && consumer.position(partition) <= place.offset()) {
                for (ConsumerRecord<String, DecodedValue<byte[]>> record : consumer.poll(PATIENCE)) {
                    return Optional.of(record).filter(found -> found.offset() == place.offset());
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            throw Refusal.until(5, 503, "Kafka does not give records now; ask again.");
        }
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
