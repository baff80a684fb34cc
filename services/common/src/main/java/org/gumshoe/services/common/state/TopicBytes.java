// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/** Reader of topics as bytes, up to where they end when it begins. */
public final class TopicBytes {
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicBytes() {}

    /** Reads all partitions of a topic. */
    public static void readAll(Settings settings, Topic<?> topic, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            read(consumer, partitions, each);
        }
    }

    /**
     * Reads partitions.
     *
     * @return where each ends
     */
    public static Map<TopicPartition, Long> read(
            Settings settings, Collection<TopicPartition> partitions, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(settings)) {
            return read(consumer, partitions, each);
        }
    }

    /** Values of this topic are bytes, as those of every topic are. */
    private static KafkaConsumer<String, byte[]> consumer(Settings settings) {
        return Clients.consumer(settings, Topics.DEAD_LETTERS, null);
    }

    private static Map<TopicPartition, Long> read(
            KafkaConsumer<String, byte[]> consumer,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<String, byte[]>> each) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    each.accept(record);
                }
            }
        }
        return ends;
    }
}
