// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.Arrays;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * Text from tokens as they come. A token's text depends on its neighbours (a space before it, a
 * character that spans tokens), so each piece is what the last tokens decode to with the new one,
 * less what they decode to without it.
 */
final class Detokenizer {
    private static final int CONTEXT = 6;

    private final Tokenizer tokenizer;
    private int[] ids;
    private int begin;
    private int told;

    /** @param before tokens that stand before, whose text is not repeated */
    Detokenizer(Tokenizer tokenizer, int[] before) {
        this.tokenizer = tokenizer;
        this.ids = Arrays.copyOfRange(before, Math.max(0, before.length - CONTEXT), before.length);
        this.told = ids.length;
    }

    /** What this token adds to the text; empty while it ends within a character. */
    String add(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        String old = tokenizer.decode(Arrays.copyOfRange(ids, begin, told));
        String whole = tokenizer.decode(Arrays.copyOfRange(ids, begin, ids.length));
        if (whole.endsWith("\uFFFD") || !whole.startsWith(old)) {
            return "";
        }
        String piece = whole.substring(old.length());
        if (!piece
                // what shows nothing, such as a special token, is no context to tell a first space
                // from a
                .isEmpty()) {
            // later one
            begin = told;
        }
        told = ids.length;
        return piece;
    }
}
