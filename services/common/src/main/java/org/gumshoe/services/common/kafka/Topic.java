// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.services.common.config.Settings;

/**
 * Description of a topic: its name, its values, their retention, and whether its keys begin with a
 * book's id. Topics by book have the same number of partitions, and the records of one book have
 * one partition number in all of them. Keys are always strings.
 *
 * @param cleanup how long the records are kept
 * @param byBook whether the topic is partitioned by book; every other topic has one partition,
 *     which keeps its records in one order
 */
public record Topic<V>(String name, Serde<V> values, Retention cleanup, boolean byBook) {
    public Topic {
        Objects.requireNonNull(name);
        Objects.requireNonNull(values);
        Objects.requireNonNull(cleanup);
    }

    public Serde<String> keys() {
        return Serdes.String();
    }

    public int partitions(Settings settings) {
        return byBook ? settings.partitions() : 1;
    }

    /**
     * Makes a record in bytes, for a producer that writes to several topics in one transaction; a
     * null value is a tombstone.
     */
    public ProducerRecord<String, byte[]> record(String key, V value) {
        return new ProducerRecord<>(
                name, key, value == null ? null : values.serializer().serialize(name, value));
    }

    /** Makes a record with the time at which its content came into the system. */
    public ProducerRecord<String, byte[]> record(String key, V value, long timestamp) {
        ProducerRecord<String, byte[]> plain = record(key, value);
        return new ProducerRecord<>(name, null, timestamp, key, plain.value());
    }

    /**
     * Returns how a topology reads the topic; its nodes and stores should be named after the topic.
     */
    public Consumed<String, V> consumed() {
        return Consumed.with(keys(), values).withName(name + "-source");
    }

    /** Returns how a topology writes to the topic, partitioned by book. */
    public Produced<String, V> produced() {
        return Produced.with(keys(), values, new BookPartitioner<V>()).withName(name + "-sink");
    }

    /**
     * Adds the whole topic to a topology as a global table, in an in-memory store of this name. A
     * store on disk would outlive its process: after a kill, Kafka Streams with exactly-once takes
     * such a store for corrupt, and for a global store it then gives up instead of reading the
     * topic again.
     */
    public void globalTable(StreamsBuilder builder, String store) {
        builder.globalTable(
                name,
                Consumed.with(keys(), values),
                Materialized.<String, V>as(Stores.inMemoryKeyValueStore(store))
                        .withKeySerde(keys())
                        .withValueSerde(values));
    }

    NewTopic describe(Settings settings) {
        Map<String, String> config = new TreeMap<>(cleanup.config());
        config.put("max.message.bytes", Integer.toString(settings.maxMessageBytes()));
        return new NewTopic(name, Optional.of(partitions(settings)), Optional.empty()).configs(config);
    }
}
