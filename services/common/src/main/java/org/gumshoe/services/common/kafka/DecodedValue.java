// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Value of a record as a plain consumer reads it: a decoded record, a tombstone (neither value nor
 * error), or bytes that could not be decoded.
 *
 * @param bytes as they are in the topic; null for a tombstone
 * @param error why there is no value, or null
 */
public record DecodedValue<V>(V value, byte[] bytes, RuntimeException error) {
    public boolean failed() {
        return error != null;
    }

    /**
     * Returns why a record cannot be read: its key does not have the topic's form, or its value could
     * not be decoded.
     */
    public static <V> Optional<RuntimeException> fault(Topic<V> topic, ConsumerRecord<String, DecodedValue<V>> record) {
        try {
            topic.checkKey(record.key());
        } catch (SerializationException e) {
            return Optional.of(e);
        }
        return Optional.ofNullable(record.value()).map(DecodedValue::error);
    }

    static <V> Deserializer<DecodedValue<V>> deserializer(Deserializer<V> values) {
        return (topic, bytes) -> {
            try {
                return new DecodedValue<>(bytes == null ? null : values.deserialize(topic, bytes), bytes, null);
            } catch (RuntimeException e) {
                return new DecodedValue<>(null, bytes, e);
            }
        };
    }
}
