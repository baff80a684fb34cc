// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Interceptor of all consumers that gives a time to records that have none (-1): they come when they
 * are read. Kafka takes them from some clients, and Kafka Streams ends with an exception: its threads
 * in the extractor of timestamps, and that of global tables, which asks no extractor, by itself.
 */
public final class ArrivalTime<K, V> implements ConsumerInterceptor<K, V> {
    @Override
    public ConsumerRecords<K, V> onConsume(ConsumerRecords<K, V> records) {
        boolean allHaveTimes = true;
        Map<TopicPartition, List<ConsumerRecord<K, V>>> timed = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<K, V>> ofPartition = records.records(partition);
            allHaveTimes &= ofPartition.stream().allMatch(record -> record.timestamp() >= 0);
            timed.put(partition, ofPartition.stream().map(ArrivalTime::withTime).toList());
        }
        return allHaveTimes ? records : new ConsumerRecords<>(timed, records.nextOffsets());
    }

    static <K, V> ConsumerRecord<K, V> withTime(ConsumerRecord<K, V> record) {
        return record.timestamp() >= 0
                ? record
                : new ConsumerRecord<>(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        System.currentTimeMillis(),
                        record.timestampType(),
                        record.serializedKeySize(),
                        record.serializedValueSize(),
                        record.key(),
                        record.value(),
                        record.headers(),
                        record.leaderEpoch());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
