// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Partitioner by book: it hashes the part of the key before the first '#' or '|', as Kafka's own
 * partitioner hashes a whole key (murmur2 of the UTF-8 bytes). Books, passages, assignments and
 * activations of one book thus have the same partition number, and one task aggregates all records
 * of a book.
 */
public final class BookPartitioner<V> implements Partitioner, StreamPartitioner<String, V> {
    /** Returns the book that a key belongs to: the whole key where it has neither '#' nor '|'. */
    public static String book(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '#' || c == '|') return key.substring(0, i);
        }
        return key;
    }

    /** Returns the partition of a key; records without a key share partition 0. */
    public static int partition(String key, int partitions) {
        if (key == null) return 0;
        return Utils.toPositive(Utils.murmur2(book(key).getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
        int partitions = cluster.partitionCountForTopic(topic);
        return partition(keyBytes == null ? null : new String(keyBytes, StandardCharsets.UTF_8), partitions);
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, V value, int partitions) {
        return Optional.of(Set.of(partition(key, partitions)));
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
