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
 * Serde in Avro's single-object encoding: the bytes C3 01, the 64-bit Rabin fingerprint of the
 * schema (little endian), then the record (Avro 1.12 specification, "Single-object encoding"). The
 * fingerprint tells the type and version of the record, so no registry is needed, and rows and
 * their manifest can share a topic. A tombstone (null) stays null.
 *
 * <p>Deserialization throws a {@link SerializationException} for bytes without the marker, for a
 * schema that the topic does not carry, and for bytes that are cut short or too long. Thread-safe.
 */
public final class AvroSerde<V extends SpecificRecord> implements Serde<V> {
    private static final int HEADER_BYTES = 10;

    private final Map<Class<?>, BinaryMessageEncoder<V>> encoders = new HashMap<>();
    private final Map<Long, Decoding<V>> decodings = new HashMap<>();
    private final String typeNames;

    private record Decoding<V>(Class<? extends V> type, Schema writer, Schema reader) {}

    private AvroSerde(Map<Class<? extends V>, List<Schema>> writers) {
        writers.forEach((type, schemas) -> {
            Schema present = PublishedSchemas.writers(type).getFirst();
            encoders.put(type, new BinaryMessageEncoder<>(SpecificData.getForClass(type), present));
            for (Schema writer : schemas) {
                decodings.put(SchemaNormalization.parsingFingerprint64(writer), new Decoding<>(type, writer, present));
            }
        });
        typeNames = writers.keySet().stream().map(Class::getSimpleName).collect(Collectors.joining(" or "));
    }

    /**
     * Makes the serde of a topic that carries records of these classes, in any of their published
     * versions.
     */
    @SafeVarargs
    public static <V extends SpecificRecord> AvroSerde<V> of(Class<? extends V>... types) {
        Map<Class<? extends V>, List<Schema>> writers = new LinkedHashMap<>();
        for (Class<? extends V> type : types) writers.put(type, PublishedSchemas.writers(type));
        return new AvroSerde<>(writers);
    }

    /** Makes the serde of one class whose bytes may have been written with any of these schemas. */
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
            throw new SerializationException("Topic " + topic + " carries " + typeNames + ", not "
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
        if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
            throw new SerializationException("A record of topic " + topic + " (" + bytes.length
                    + " bytes) is not in Avro single-object encoding: expected " + typeNames + ".");
        }
        long fingerprint =
                ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Decoding<V> decoding = decodings.get(fingerprint);
        if (decoding == null) {
            throw new SerializationException("A record of topic " + topic + " has schema fingerprint "
                    + Long.toHexString(fingerprint) + ", which is no published version of " + typeNames + ".");
        }
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            var data = SpecificData.getForClass(decoding.type());
            V value = decoding.type()
                    .cast(new SpecificDatumReader<V>(decoding.writer(), decoding.reader(), data).read(null, decoder));
            if (!decoder.isEnd()) throw new IOException("bytes follow its end");
            return value;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // a length in the bytes may ask for more memory than there is
            throw new SerializationException(
                    "A " + decoding.type().getSimpleName() + " of topic " + topic + " is corrupt: " + e + ".", e);
        }
    }
}
