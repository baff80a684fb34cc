// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.gumshoe.services.common.faults.RecordFault;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/** A check of what a service writes: dead letters have a sentence, other records pass the door of their topic. */
public final class Letter {
    private static final int LONGEST = 600;

    private Letter() {}

    /**
     * Returns the sentence of a written record that is a dead letter; empty for another one.
     *
     * @throws AssertionError when the letter tells of nothing foreseen, or a reader would refuse the
     *     record
     */
    public static Optional<String> check(String topic, RecordInput record, Headers headers) {
        if (topic.equals(Topics.DEAD_LETTERS.name())) {
            return Optional.of(sentence(headers));
        }
        Optional<Topic<?>> known = Topics.named(topic);
        known.flatMap(record::refusal).ifPresent(refusal -> {
            throw new AssertionError("written, and refused by its readers: " + refusal.getMessage(), refusal);
        });
        return Optional.empty();
    }

    private static String sentence(Headers headers) {
        String sentence = header(headers, DeadLetters.MESSAGE);
        if (!isForeseen(headers) || sentence.isBlank() || sentence.length() > LONGEST) {
            throw new AssertionError("letter by " + header(headers, DeadLetters.SERVICE) + " about '"
                    + header(headers, DeadLetters.TOPIC) + "': " + sentence + "\n"
                    + header(headers, DeadLetters.STACKTRACE));
        }
        return sentence;
    }

    /** Returns whether an exception of ours, or Kafka's of a record, says why. */
    private static boolean isForeseen(Headers headers) {
        String name = header(headers, DeadLetters.EXCEPTION);
        if (name.equals(RecordFault.class.getName())) {
            String[] causes = header(headers, DeadLetters.STACKTRACE).split("\nCaused by: ");
            name = causes.length > 1 ? causes[1] : name;
        }
        return name.startsWith("org.gumshoe.") || name.startsWith("org.apache.kafka.common.errors.");
    }

    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
