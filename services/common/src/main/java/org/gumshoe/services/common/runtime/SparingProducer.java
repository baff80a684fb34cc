// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.BoundedProducer;

/**
 * Producer of a Kafka Streams thread that spares the broker transactions which would change nothing.
 * To Streams a task has something to commit after each punctuation, whatever that did, so a service
 * which only looks at its clock would commit the same offsets again and again. A transaction without
 * records whose offsets this producer has already committed, as the same member of its group, is not
 * told to the broker at all: Kafka's client ends an empty one by itself. Once a day they are, since a broker
 * forgets offsets and producers of which it has not heard for a week.
 */
final class SparingProducer extends BoundedProducer<byte[], byte[]> {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committing = new HashMap<>();
    private Member member;
    private boolean empty = true;
    private long told = System.nanoTime();

    /** Member of a group; after a rebalance another one may have committed. */
    private record Member(String group, String id, int generation) {
        static Member of(ConsumerGroupMetadata group) {
            return new Member(group.groupId(), group.memberId(), group.generationId());
        }
    }

    SparingProducer(Map<String, Object> config, Settings settings) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer(), settings);
    }

    @Override
    public void beginTransaction() {
        empty = true;
        committing.clear();
        super.beginTransaction();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        empty = false;
        return super.send(record, callback);
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Member now = Member.of(group);
        if (!now.equals(member) || System.nanoTime() - told > LONGEST.toNanos()) {
            committed.clear();
            member = now;
        }
        if (empty && offsets.entrySet().stream().allMatch(this::isCommitted)) return;
        super.sendOffsetsToTransaction(offsets, group);
        told = System.nanoTime();
        committing.putAll(offsets);
    }

    private boolean isCommitted(Map.Entry<TopicPartition, OffsetAndMetadata> offset) {
        return Objects.equals(committed.get(offset.getKey()), offset.getValue());
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        committed.putAll(committing);
    }
}
