// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Dead letter as one input: a {@link RecordInput} whose value has three headers, each ended by a zero
 * byte, and the record that the letter is about. Missing parts are empty.
 */
record LetterInput(String key, byte[] topic, byte[] message, byte[] cutFrom, byte[] value) {
    /** Returns letters that can be replayed. */
    static List<byte[]> seeds() {
        return Stream.of("books\0The book is incomplete.\0\0record", "stories\0Too long.\0\0rec")
                .map(text -> RecordInput.of("book0", text.getBytes(StandardCharsets.UTF_8))
                        .format())
                .toList();
    }

    static LetterInput parse(byte[] input) {
        RecordInput letter = RecordInput.parse(input);
        byte[] value = letter.value() == null ? new byte[0] : letter.value();
        byte[][] parts = new byte[4][];
        int start = 0;
        for (int i = 0; i < parts.length; i++) {
            int end = start;
            while (end < value.length && (i == parts.length - 1 || value[end] != 0)) {
                end++;
            }
            parts[i] = Arrays.copyOfRange(value, start, end);
            start = Math.min(value.length, end + 1);
        }
        return new LetterInput(letter.keyText(), parts[0], parts[1], parts[2], parts[3]);
    }

    ConsumerRecord<String, byte[]> record() {
        ConsumerRecord<String, byte[]> letter = new ConsumerRecord<>(Topics.DEAD_LETTERS.name(), 0, 0, key, value);
        letter.headers()
                .add(DeadLetters.TOPIC, topic)
                .add(DeadLetters.MESSAGE, message)
                .add(DeadLetters.CUT_FROM, cutFrom);
        return letter;
    }
}
