// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.Optional;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Passage;

/**
 * Key of a passage, and of every other record about one passage: {@code bookId#index}.
 *
 * @param bookId the book's id, which contains neither '#' nor '|'; for a generated text an id of
 *     {@link GeneratedTexts}
 * @param index position of the passage in its book, from 0
 */
public record PassageKey(String bookId, int index) {
    private static final char SEPARATOR = '#';

    public static PassageKey of(Passage passage) {
        return new PassageKey(passage.getBook(), passage.getIndex());
    }

    /** Key of the passage that an activation was read from. */
    public static PassageKey of(Activation activation) {
        return new PassageKey(activation.getBook(), activation.getIndex());
    }

    /** Reads a key; empty when the text is not the key of a passage. */
    public static Optional<PassageKey> parse(String key) {
        int at = key.indexOf(SEPARATOR);
        return at < 0
                ? Optional.empty()
                : KeyText.index(key.substring(at + 1)).map(index -> new PassageKey(key.substring(0, at), index));
    }

    /** Prefix of the keys of all passages of a book. */
    public static String prefix(String bookId) {
        return bookId + SEPARATOR;
    }

    /** Returns the key as Kafka has it, {@code bookId#index}. */
    public String format() {
        return prefix(bookId) + index;
    }
}
