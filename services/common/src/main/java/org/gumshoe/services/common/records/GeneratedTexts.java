// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

/**
 * How a language model's own texts, unsteered ones and those that a refined vector steered, are
 * named where books are: they are read like passages, and are no books.
 */
public final class GeneratedTexts {
    private static final String PREFIX = "own~";

    private GeneratedTexts() {}

    /** In place of a book's id. */
    public static String id(String story) {
        return PREFIX + story;
    }

    /**
     * Whether a key speaks of an own text: for records without a value, which cannot say so
     * themselves.
     */
    public static boolean isOwn(String key) {
        return key.startsWith(PREFIX);
    }

    /** Keys of own texts lie between these two. */
    public static String first() {
        return PREFIX;
    }

    public static String last() {
        return "own\u007f";
    }
}
