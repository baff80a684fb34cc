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
import java.util.Optional;
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
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.registry.SchemaRegistry;

/**
 * Serde in Avro's single-object encoding: the bytes C3 01, the 64-bit Rabin fingerprint of the
 * schema (little endian), then the record (Avro 1.12 specification, "Single-object encoding"). The
 * fingerprint tells the type and version of the record, so no registry is needed, and rows and
 * their manifest can share a topic. With a {@link SchemaRegistry}, values of the catalogue's topics are
 * written in Confluent's wire format instead (0, the schema's id, the record), and both are read. A
 * tombstone (null) stays null.
 *
 * <p>Deserialization throws a {@link SerializationException} for bytes without the marker, for a
 * schema that the topic does not carry, and for bytes that are cut short or too long. Thread-safe.
 */
public final class AvroSerde<V extends SpecificRecord> implements Serde<V> {
    private static final int HEADER_BYTES = 10;
    private static final int REGISTRY_HEADER_BYTES = 1 + Integer.BYTES;

    private final Optional<SchemaRegistry> registry;
    private final Map<Class<?>, BinaryMessageEncoder<V>> encoders = new HashMap<>();
    private final Map<Long, Decoding<V>> decodings = new HashMap<>();
    private final String typeNames;

    private record Decoding<V>(Class<? extends V> type, Schema writer, Schema reader) {}

    /** Where the record begins in the bytes of a value, and which schema has written it. */
    private record Header(int bytes, long fingerprint) {}

    private AvroSerde(Map<Class<? extends V>, List<Schema>> writers, Optional<SchemaRegistry> registry) {
        this.registry = registry;
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
        return new AvroSerde<>(writers, SchemaRegistry.ofEnvironment());
    }

    /** Makes the serde of one class whose bytes may have been written with any of these schemas. */
    static <V extends SpecificRecord> AvroSerde<V> of(Class<V> type, List<Schema> writers) {
        return new AvroSerde<>(Map.of(type, writers), Optional.empty());
    }

    /** Makes the serde of one class that writes by a registry. */
    static <V extends SpecificRecord> AvroSerde<V> of(Class<V> type, SchemaRegistry registry) {
        return new AvroSerde<>(Map.of(type, PublishedSchemas.writers(type)), Optional.of(registry));
    }

    /**
     * Registers the present schemas of a topic, each as compatible with the newest of its subject.
     *
     * @throws BadSettingsException when the registry refuses one
     */
    public void register(String topic) {
        registry.ifPresent(used -> encoders.keySet()
                .forEach(type -> used.id(topic, SpecificData.get().getSchema(type))));
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
        // what a service keeps for itself needs no registry
        Optional<Integer> id =
                registry.filter(used -> Topics.named(topic).isPresent()).map(used -> used.id(topic, value.getSchema()));
        try (var out = new ByteArrayOutputStream()) {
            encoder.encode(value, out);
            return id.isEmpty() ? out.toByteArray() : withId(id.get(), out.toByteArray());
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A " + value.getClass().getSimpleName() + " for topic " + topic + " cannot be written: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Puts Confluent's header in the place of the single-object encoding's: 0, and the schema's id. */
    private static byte[] withId(int id, byte[] encoded) {
        return ByteBuffer.allocate(REGISTRY_HEADER_BYTES + encoded.length - HEADER_BYTES)
                .put((byte) 0)
                .putInt(id)
                .put(encoded, HEADER_BYTES, encoded.length - HEADER_BYTES)
                .array();
    }

    private Header header(String topic, byte[] bytes) {
        if (bytes.length >= HEADER_BYTES && bytes[0] == (byte) 0xC3 && bytes[1] == 1) {
            return new Header(
                    HEADER_BYTES,
                    ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong());
        }
        if (bytes.length < REGISTRY_HEADER_BYTES || bytes[0] != 0) {
            throw new SerializationException("A record of topic " + topic + " (" + bytes.length
                    + " bytes) is not in Avro single-object encoding: expected " + typeNames + ".");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        if (registry.isEmpty()) {
            throw new SerializationException("A record of topic " + topic + " names schema " + id
                    + " of a registry: set SCHEMA_REGISTRY_URL to the one that it was written with.");
        }
        return new Header(
                REGISTRY_HEADER_BYTES,
                registry.get()
                        .fingerprint(id)
                        .orElseThrow(() -> new SerializationException("A record of topic " + topic + " names schema "
                                + id + ", which the registry does not have.")));
    }

    private V decode(String topic, byte[] bytes) {
        Header header = header(topic, bytes);
        long fingerprint = header.fingerprint;
        Decoding<V> decoding = decodings.get(fingerprint);
        if (decoding == null) {
            throw new SerializationException("A record of topic " + topic + " has schema fingerprint "
                    + Long.toHexString(fingerprint) + ", which is no published version of " + typeNames + ".");
        }
        try {
            var decoder = DecoderFactory.get().binaryDecoder(bytes, header.bytes, bytes.length - header.bytes, null);
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
