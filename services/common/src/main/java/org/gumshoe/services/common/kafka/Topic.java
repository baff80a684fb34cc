// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.records.OwnKey;

/**
 * Description of a topic: its name, its values, their retention, and whether its keys begin with a
 * book's id. Topics by book have the same number of partitions, and the records of one book have
 * one partition number in all of them. Keys are always strings.
 *
 * @param cleanup how long the records are kept
 * @param byBook whether the topic is partitioned by book; every other topic has one partition,
 *     which keeps its records in one order
 * @param keyForm form of every key; the longest key is bounded by it
 * @param keeper name of the service that sends unreadable records to the dead letters
 * @param maxRows rows that a table of the topic keeps in memory; records of further keys are left
 *     out
 */
public record Topic<V>(
        String name, Serde<V> values, Retention cleanup, boolean byBook, Pattern keyForm, String keeper, int maxRows) {
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

    /** Returns whether a table in memory, which has these rows, takes a record with a key. */
    public boolean hasRoom(Map<String, ?> rows, String key) {
        return rows.size() < maxRows || rows.containsKey(key);
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

    /** Adds the reading of the topic to a topology; its nodes are named after the topic. */
    public KStream<String, V> stream(StreamsBuilder builder) {
        return builder.stream(name, Consumed.with(keys(), Serdes.ByteArray()).withName(name + "-source"))
                .process(() -> new Door<>(this), Named.as(name + "-door"));
    }

    /**
     * Adds the reading of the topic to a topology.
     *
     * @return the name of the node whose records can be read
     */
    public String addTo(Topology topology) {
        String source = name + "-source";
        String door = name + "-door";
        topology.addSource(source, keys().deserializer(), Serdes.ByteArray().deserializer(), name)
                .addProcessor(door, () -> new Door<>(this), source);
        return door;
    }

    /**
     * Reads a record at a service's door; a tombstone is null.
     *
     * @throws UnreadableRecord when its value cannot be decoded, or may not stand there
     */
    public V read(String key, byte[] bytes, long offset) {
        V value;
        try {
            value = checkedValues().deserializer().deserialize(name, bytes);
        } catch (UnreadableRecord e) {
            throw e;
        } catch (SerializationException e) {
            throw new UnreadableRecord(e);
        }
        check(key, value, offset);
        return value;
    }

    /** Checks a record that stands at an offset. */
    void check(String key, V value, long offset) {
        check(key, value);
        if (value instanceof SpecificRecord record) {
            VersionLimit.check(name, record, offset);
        }
    }

    /**
     * Checks that a record may lie under its key.
     *
     * @param value or null for a tombstone
     * @throws UnreadableRecord when the key does not have the topic's form, or belongs to another
     *     record
     */
    public void check(String key, V value) {
        if (!hasKeyForm(key)) {
            throw new UnreadableRecord("A record of topic " + name + " has the key "
                    + (key == null ? "null" : "'" + VisibleText.quoted(key) + "'") + ", which is not of the form "
                    + keyForm + ": send it under such a key.");
        }
        if (value instanceof SpecificRecord record && !OwnKey.of(record, key).equals(key)) {
            throw new UnreadableRecord("A record of topic " + name + " lies under the key '" + VisibleText.quoted(key)
                    + "', but its fields say '" + VisibleText.quoted(OwnKey.of(record, key))
                    + "': send it under that key.");
        }
    }

    /**
     * Returns the values as they are read at a service's door: what is out of the bounds of its
     * schema is refused with an {@link UnreadableRecord}.
     */
    public Serde<V> checkedValues() {
        Deserializer<V> decoder = values.deserializer();
        return Serdes.serdeFrom(values.serializer(), (topic, bytes) -> {
            V value = decoder.deserialize(topic, bytes);
            if (value instanceof SpecificRecord record) {
                try {
                    RecordBounds.check(record);
                } catch (OutOfBoundsException e) {
                    throw new UnreadableRecord("A record of topic " + name + " is refused: " + e.getMessage());
                }
            }
            return value;
        });
    }

    public boolean hasKeyForm(String key) {
        return key != null && keyForm.matcher(key).matches();
    }

    /** Returns the limit of a record in bytes. */
    public int maxMessageBytes(Settings settings) {
        // a letter holds a record of any topic, and the reason
        return this == Topics.DEAD_LETTERS
                ? Math.max(settings.maxMessageBytes(), DeadLetters.LETTER_BYTES)
                : settings.maxMessageBytes();
    }

    /** Returns how a topology writes to the topic, partitioned by book. */
    public Produced<String, V> produced() {
        return Produced.with(keys(), values, new BookPartitioner<V>()).withName(name + "-sink");
    }

    /**
     * Adds the whole topic to a topology as a global table, in an in-memory store of this name. A
     * store on disk would outlive its process: after a kill, Kafka Streams with exactly-once takes
     * such a store for corrupt, and for a global store it then gives up instead of reading the
     * topic again. A broken value leaves the last good one in force.
     */
    public void globalTable(StreamsBuilder builder, String store) {
        builder.addGlobalStore(
                Stores.timestampedKeyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), keys(), values)
                        .withLoggingDisabled(),
                name,
                Consumed.with(keys(), Serdes.ByteArray()).withName(name + "-table-source"),
                () -> new TableRows<>(this, store));
    }

    /**
     * Registers the schemas of the topic's values, where a registry is used.
     *
     * @throws BadSettingsException when the registry refuses one
     */
    public void register() {
        if (values instanceof AvroSerde<?> serde) serde.register(name);
    }

    /** Describes the topic to a broker that has none of its name. */
    public NewTopic describe(Settings settings) {
        Map<String, String> config = new TreeMap<>(cleanup.config());
        config.put("max.message.bytes", Integer.toString(maxMessageBytes(settings)));
        // else the limit is of the compressed bytes, and each reader unpacks gigabytes from a megabyte
        config.put("compression.type", "uncompressed");
        return new NewTopic(name, Optional.of(partitions(settings)), Optional.empty()).configs(config);
    }
}
