// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

/**
 * Naming of generated texts, which a language model wrote unsteered, or steered by a refined vector or one of its directions.
 * They have ids where books have theirs and are read like passages, but they are not books.
 */
public final class GeneratedTexts {
    private static final String PREFIX = "own~";

    private GeneratedTexts() {}

    /** Returns the id of a story's text, which takes the place of a book's id. */
    public static String id(String story) {
        return PREFIX + story;
    }

    /** Returns whether a key belongs to a generated text; tombstones have no field that says so. */
    public static boolean isOwn(String key) {
        return key.startsWith(PREFIX);
    }

    /** Lower bound of the keys of generated texts. */
    public static String first() {
        return PREFIX;
    }

    /** Upper bound of the keys of generated texts. */
    public static String last() {
        return "own\u007f";
    }
}
