// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.kafka.DeadLetters;

/** Newest dead letters: records that could not be processed, with the reason. */
public final class LetterList {
    private static final int LETTERS = 200;

    private static final int PREVIEW = 300;

    private final Deque<LetterRow> letters = new ArrayDeque<>();
    private long count;

    /**
     * A dead letter.
     *
     * @param offset in its topic
     * @param from topic of the record
     * @param preview beginning of what the record holds, as far as it is text
     */
    public record LetterRow(
            long offset, long at, String service, String from, String key, String reason, String preview) {
        static LetterRow of(FeedRecord letter) {
            byte[] value = letter.value() instanceof byte[] bytes ? bytes : new byte[0];
            return new LetterRow(
                    letter.offset(),
                    letter.timestamp(),
                    header(letter, DeadLetters.SERVICE),
                    header(letter, DeadLetters.TOPIC),
                    letter.key() == null ? "" : VisibleText.cut(letter.key(), PREVIEW),
                    header(letter, DeadLetters.MESSAGE),
                    VisibleText.cut(
                            new String(value, 0, Math.min(value.length, 4 * PREVIEW), StandardCharsets.UTF_8)
                                    .replaceAll("[\\p{Cc}\ufffd]+", " ")
                                    .strip(),
                            PREVIEW));
        }

        private static String header(FeedRecord letter, String name) {
            Header header = letter.headers().lastHeader(name);
            return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        }
    }

    /** Letters of which the newest are listed. */
    public record Letters(long count, List<LetterRow> newest) {}

    synchronized void add(LetterRow letter) {
        count++;
        letters.addFirst(letter);
        if (letters.size() > LETTERS) {
            letters.removeLast();
        }
    }

    public synchronized Letters letters() {
        return new Letters(count, List.copyOf(letters));
    }
}
