// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;

/**
 * Dead letters that wait until their requests are committed. A letter and the commit of its request
 * are one transaction, so that a request which is read twice has one letter.
 */
final class HeldLetters {
    /** Number of letters from which on no more requests are read. */
    static final int MOST = 64;

    private final DeadLetters letters = new DeadLetters(StoriesService.NAME);
    private final Producer<String, byte[]> producer;
    private final Map<TopicPartition, SortedMap<Long, ProducerRecord<String, byte[]>>> held = new HashMap<>();

    /** @param producer with transactions, which are initialized */
    HeldLetters(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Makes the letter of a request that has brought about a fault. */
    void hold(ConsumerRecord<String, DecodedValue<StoryRequest>> request, Throwable fault) {
        held.computeIfAbsent(new TopicPartition(request.topic(), request.partition()), none -> new TreeMap<>())
                .put(request.offset(), letters.letter(request, fault));
    }

    boolean isFull() {
        return held.values().stream().mapToInt(Map::size).sum() >= MOST;
    }

    /** Drops the letters of partitions that another instance reads from now on. */
    void forget(Collection<TopicPartition> partitions) {
        held.keySet().removeAll(partitions);
    }

    /**
     * Commits offsets together with the letters of the requests before them.
     *
     * @return false when the group is being rebalanced, so that nothing was committed
     */
    boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        producer.beginTransaction();
        try {
            offsets.forEach(
                    (partition, offset) -> before(partition, offset).values().forEach(producer::send));
            producer.sendOffsetsToTransaction(offsets, group);
            producer.commitTransaction();
        } catch (ProducerFencedException e) {
            throw e;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            producer.abortTransaction();
            return false;
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
        offsets.forEach((partition, offset) -> before(partition, offset).clear());
        return true;
    }

    private SortedMap<Long, ProducerRecord<String, byte[]>> before(TopicPartition partition, OffsetAndMetadata offset) {
        return held.getOrDefault(partition, new TreeMap<>()).headMap(offset.offset());
    }

    private void abort(RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
