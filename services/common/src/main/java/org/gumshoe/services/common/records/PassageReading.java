// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import org.gumshoe.schemas.Passage;

/** Reading of a passage: whether a model reads it, and by what an activation tells which text was read. */
public final class PassageReading {
    private static final int HASH_DIGITS = 16;

    private PassageReading() {}

    /**
     * Returns whether a model reads a passage. A generated text is read only by the model that wrote
     * it.
     *
     * @param model SHA-256 of the model
     */
    public static boolean isRead(Passage passage, String model) {
        return passage.getOwn() ? passage.getWriter().equals(model) : passage.getSampled();
    }

    /** Returns the first 64 bits of the SHA-256 of a text. */
    public static long textHash(String text) {
        return Long.parseUnsignedLong(BookSender.sha256(text).substring(0, HASH_DIGITS), 16);
    }
}
