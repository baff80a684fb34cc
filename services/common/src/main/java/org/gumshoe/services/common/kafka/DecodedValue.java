// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.gumshoe.services.common.faults.Faults;

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
     * Returns why a record cannot be read: its value could not be decoded, or may not lie under its
     * key.
     */
    public static <V> Optional<RuntimeException> fault(Topic<V> topic, ConsumerRecord<String, DecodedValue<V>> record) {
        DecodedValue<V> value = record.value();
        if (value != null && value.failed()) {
            return Optional.of(value.error);
        }
        try {
            topic.check(record.key(), value == null ? null : value.value, record.offset());
            return Optional.empty();
        } catch (UnreadableRecord e) {
            return Optional.of(e);
        }
    }

    static <V> Deserializer<DecodedValue<V>> deserializer(Deserializer<V> values) {
        return (topic, bytes) -> {
            try {
                return new DecodedValue<>(bytes == null ? null : values.deserialize(topic, bytes), bytes, null);
            } catch (RuntimeException e) {
                if (!Faults.isOfRecord(e)) throw e;
                return new DecodedValue<>(null, bytes, e);
            }
        };
    }
}
