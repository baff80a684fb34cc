// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Newest records of one topic, as bytes.
 *
 * @param rows by key, sorted
 */
public record StateTopic(Topic<?> topic, SequencedMap<String, Row> rows) {
    /**
     * A record.
     *
     * @param timestamp in milliseconds since the epoch
     * @param value as it lies in the topic
     */
    public record Row(long timestamp, byte[] value) {}

    public StateTopic {
        rows = Collections.unmodifiableSequencedMap(new TreeMap<>(rows));
    }

    /** Returns the keys in an order in which the manifest of a matrix follows its rows. */
    List<String> inOrder() {
        return Stream.concat(
                        rows.keySet().stream().filter(key -> !key.equals(Topics.MANIFEST)),
                        rows.keySet().stream().filter(Topics.MANIFEST::equals))
                .toList();
    }

    /**
     * Returns the SHA-256 of all keys and values, each after its length, in the order of the keys. Two
     * systems that say the same have the same digest.
     */
    public String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            rows.forEach((key, row) -> {
                add(sha256, key.getBytes(StandardCharsets.UTF_8));
                add(sha256, row.value);
            });
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
