// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.gumshoe.schemas.PublishedSchemas;

/**
 * Avro single-object encoding: C3 01, the schema's 64-bit Rabin fingerprint (little endian), the
 * body (Avro 1.12 specification, "Single-object encoding"). The fingerprint tells which of a
 * topic's records this is and in which version it was written, so no registry is needed and a row
 * and its manifest share a topic. A null is a tombstone and stays null.
 *
 * <p>Reading throws {@link SerializationException} for bytes without the marker, of a schema this
 * topic does not carry, cut short or followed by others. Thread-safe.
 */
public final class AvroSerde<V extends SpecificRecord> implements Serde<V> {
    private static final int HEADER = 10;

    private final Map<Class<?>, BinaryMessageEncoder<V>> encoders = new HashMap<>();
    private final Map<Long, Reading<V>> readings = new HashMap<>();
    private final String names;

    private record Reading<V>(Class<? extends V> type, Schema writer, Schema reader) {}

    private AvroSerde(Map<Class<? extends V>, List<Schema>> writers) {
        writers.forEach((type, schemas) -> {
            Schema present = PublishedSchemas.writers(type).getFirst();
            encoders.put(type, new BinaryMessageEncoder<>(SpecificData.getForClass(type), present));
            for (Schema writer : schemas) {
                readings.put(SchemaNormalization.parsingFingerprint64(writer), new Reading<>(type, writer, present));
            }
        });
        names = writers.keySet().stream().map(Class::getSimpleName).collect(Collectors.joining(" or "));
    }

    /** For a topic that carries records of these classes, in any of their published versions. */
    @SafeVarargs
    public static <V extends SpecificRecord> AvroSerde<V> of(Class<? extends V>... types) {
        Map<Class<? extends V>, List<Schema>> writers = new LinkedHashMap<>();
        for (Class<? extends V> type : types) writers.put(type, PublishedSchemas.writers(type));
        return new AvroSerde<>(writers);
    }

    /** For one class whose bytes were written by any of these schemas. */
    static <V extends SpecificRecord> AvroSerde<V> of(Class<V> type, List<Schema> writers) {
        return new AvroSerde<>(Map.of(type, writers));
    }

    @Override
    public Serializer<V> serializer() {
        return (topic, value) -> value == null ? null : encode(topic, value);
    }

    @Override
    public Deserializer<V> deserializer() {
        return (topic, bytes) -> bytes == null ? null : decode(topic, bytes);
    }

    private byte[] encode(String topic, V value) {
        BinaryMessageEncoder<V> encoder = encoders.get(value.getClass());
        if (encoder == null) {
            throw new SerializationException("Topic " + topic + " carries " + names + ", not "
                    + value.getClass().getSimpleName() + ".");
        }
        try (var out = new ByteArrayOutputStream()) {
            encoder.encode(value, out);
            return out.toByteArray();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A " + value.getClass().getSimpleName() + " for topic " + topic + " cannot be written: "
                            + e.getMessage(),
                    e);
        }
    }

    private V decode(String topic, byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
            throw new SerializationException("A record of topic " + topic + " (" + bytes.length
                    + " bytes) is not in Avro single-object encoding: expected " + names + ".");
        }
        long fingerprint =
                ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Reading<V> reading = readings.get(fingerprint);
        if (reading == null) {
            throw new SerializationException("A record of topic " + topic + " has schema fingerprint "
                    + Long.toHexString(fingerprint) + ", which is no published version of " + names + ".");
        }
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
            var data = SpecificData.getForClass(reading.type());
            V value = reading.type()
                    .cast(new SpecificDatumReader<V>(reading.writer(), reading.reader(), data).read(null, decoder));
            if (!decoder.isEnd()) throw new IOException("bytes follow its end");
            return value;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A " + reading.type().getSimpleName() + " of topic " + topic + " is corrupt: " + e + ".", e);
        }
    }
}
