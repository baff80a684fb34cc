// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/** Newest dead letters: records that could not be processed, with the reason. */
public final class LetterList {
    /**
     * Topics whose records the page sends again: those that people fill, and passages, which the models
     * read. The rest is made anew by the services, and a page need not be able to write it.
     */
    public static final Set<Topic<?>> SENT_AGAIN =
            Set.of(Topics.BOOKS, Topics.PASSAGES, Topics.CONCEPTS, Topics.LANGUAGE_MODELS, Topics.STORY_REQUESTS);

    private static final int LETTERS = 200;

    private static final int PREVIEW = 300;
    private static final int REASON = 1000;

    private final NavigableMap<Long, LetterRow> newestFirst = new TreeMap<>(Comparator.reverseOrder());
    private long count;

    /**
     * A dead letter.
     *
     * @param offset in its topic
     * @param from topic of the record
     * @param preview beginning of what the record holds, as far as it is text
     * @param kept why the record cannot be sent again from here; empty where it can
     * @param sentAgain when it was sent again from here, milliseconds since the epoch; 0 before that
     */
    public record LetterRow(
            long offset,
            long at,
            String service,
            String from,
            String key,
            String reason,
            String preview,
            String kept,
            long sentAgain) {
        static LetterRow of(FeedRecord letter) {
            byte[] value = letter.value() instanceof byte[] bytes ? bytes : new byte[0];
            return new LetterRow(
                    letter.offset(),
                    letter.timestamp(),
                    header(letter, DeadLetters.SERVICE, PREVIEW),
                    header(letter, DeadLetters.TOPIC, PREVIEW),
                    letter.key() == null ? "" : VisibleText.cut(letter.key(), PREVIEW),
                    header(letter, DeadLetters.MESSAGE, REASON),
                    VisibleText.cut(
                            new String(value, 0, Math.min(value.length, 4 * PREVIEW), StandardCharsets.UTF_8)
                                    .replaceAll("[\\p{Cc}\ufffd]+", " ")
                                    .strip(),
                            PREVIEW),
                    kept(letter),
                    0);
        }

        /** Anybody may write a letter, with headers as long as a record can be. */
        private static String header(FeedRecord letter, String name, int length) {
            return VisibleText.cut(DeadLetters.header(letter.headers(), name), length);
        }

        private static String kept(FeedRecord letter) {
            String from = DeadLetters.header(letter.headers(), DeadLetters.TOPIC);
            if (letter.key() == null || letter.value() == null) {
                return "It holds no record.";
            }
            if (!DeadLetters.header(letter.headers(), DeadLetters.CUT_FROM).isEmpty()) {
                return "It was too large for a letter and is cut.";
            }
            return SENT_AGAIN.stream().map(Topic::name).anyMatch(from::equals)
                    ? ""
                    : "A service makes it anew; `./gumshoe dead-letters replay` would send it.";
        }

        private LetterRow again(long now) {
            return new LetterRow(offset, at, service, from, key, reason, preview, kept, now);
        }
    }

    /** Letters of which the newest are listed. */
    public record Letters(long count, List<LetterRow> newest) {}

    synchronized void add(LetterRow letter) {
        count++;
        newestFirst.put(letter.offset(), letter);
        if (newestFirst.size() > LETTERS) {
            newestFirst.pollLastEntry();
        }
    }

    /** Returns the letter at an offset; empty where it is none of the newest. */
    public synchronized Optional<LetterRow> find(long offset) {
        return Optional.ofNullable(newestFirst.get(offset));
    }

    /** Notes that the record of a letter was sent again. */
    public synchronized LetterRow sentAgain(LetterRow letter, long now) {
        LetterRow again = letter.again(now);
        newestFirst.replace(letter.offset(), again);
        return again;
    }

    public synchronized Letters letters() {
        return new Letters(count, List.copyOf(newestFirst.values()));
    }
}
