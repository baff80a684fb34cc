// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.kafka.common.serialization.Deserializer;
import org.gumshoe.services.common.faults.RecordFault;

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

    static <V> Deserializer<DecodedValue<V>> deserializer(Deserializer<V> values) {
        return (topic, bytes) -> {
            try {
                return new DecodedValue<>(bytes == null ? null : values.deserialize(topic, bytes), bytes, null);
            } catch (RuntimeException e) {
                return new DecodedValue<>(null, bytes, e);
            } catch (StackOverflowError | OutOfMemoryError e) {
                // a length in the bytes may ask for more than there is
                return new DecodedValue<>(null, bytes, new RecordFault(e));
            }
        };
    }
}
