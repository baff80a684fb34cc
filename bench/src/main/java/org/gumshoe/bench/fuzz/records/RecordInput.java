// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.services.common.kafka.Topic;

/**
 * Record of a topic as one input: the length of its key in two bytes, the key, then the value. Any
 * bytes are one; a length of 65,535 means no key, and no value is a tombstone.
 *
 * @param key or null
 * @param value or null
 */
public record RecordInput(byte[] key, byte[] value) {
    private static final int NO_KEY = 0xFFFF;

    public static RecordInput of(String key, byte[] value) {
        return new RecordInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    }

    static RecordInput parse(byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(input);
        int length = bytes.remaining() < 2 ? 0 : Short.toUnsignedInt(bytes.getShort());
        byte[] key = length == NO_KEY ? null : new byte[Math.min(length, bytes.remaining())];
        if (key != null) {
            bytes.get(key);
        }
        return new RecordInput(
                key, bytes.hasRemaining() ? Arrays.copyOfRange(input, bytes.position(), input.length) : null);
    }

    byte[] format() {
        int length = key == null ? NO_KEY : Math.min(key.length, NO_KEY - 1);
        ByteBuffer bytes = ByteBuffer.allocate(2 + (key == null ? 0 : length) + (value == null ? 0 : value.length));
        bytes.putShort((short) length);
        if (key != null) {
            bytes.put(key, 0, length);
        }
        if (value != null) {
            bytes.put(value);
        }
        return bytes.array();
    }

    String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** Returns why a topic's door refuses the record; empty when it lets it in. */
    Optional<SerializationException> refusal(Topic<?> topic) {
        try {
            topic.read(keyText(), value, Long.MAX_VALUE);
            return Optional.empty();
        } catch (SerializationException e) {
            return Optional.of(e);
        }
    }
}
