// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import org.gumshoe.schemas.BookSum;

/**
 * Change of a sum as a cause of vectors.
 *
 * @param at milliseconds since the epoch
 */
public record SumCause(String kind, String name, long at) {
    public static final String BOOK = "book";
    public static final String REMOVED = "book-removed";
    public static final String TOPIC_MODEL = "topic-model";
    public static final String GENERATED_TEXTS = "own-texts";

    /** Steered texts of one concept, while unsteered texts concern every concept. */
    public static final String STEERED_TEXTS = "steered-texts";

    /**
     * New assignments of passages, while others of the same book still have the previous version.
     */
    public static final String ASSIGNMENTS = "assignments";

    /** Concept of the causes that concern every concept. */
    public static final String EVERY_CONCEPT = "";

    /** Returns the change of a sum of generated texts. */
    static SumCause ofTexts(BookSum either, long now) {
        boolean unsteered = either.getConcept().equals(EVERY_CONCEPT);
        return new SumCause(unsteered ? GENERATED_TEXTS : STEERED_TEXTS, either.getRole(), now);
    }

    /**
     * Returns the change of one book's sum.
     *
     * @param before null for a new sum
     * @param after null for a removed sum
     */
    static SumCause of(BookSum before, BookSum after, long now) {
        if (after == null) {
            return new SumCause(REMOVED, before.getBook(), now);
        }
        if (before != null
                && before.getArrived() == after.getArrived()
                && before.getPassages() == after.getPassages()) {
            boolean newModel = before.getModelVersion() != after.getModelVersion();
            return newModel
                    ? new SumCause(TOPIC_MODEL, Long.toString(after.getModelVersion()), now)
                    : new SumCause(ASSIGNMENTS, after.getConcept(), now);
        }
        return new SumCause(BOOK, after.getBook(), after.getArrived());
    }
}
