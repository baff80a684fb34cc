// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.Arrays;
import org.gumshoe.lm.tokenizer.Tokenizer;

/**
 * An incremental detokenizer. The text of a token depends on its neighbours (a leading space, a
 * character that spans tokens); so each piece is what the last tokens decode to with the new one,
 * minus what they decode to without it.
 */
public final class Detokenizer {
    private static final int CONTEXT_TOKENS = 6;

    private final Tokenizer tokenizer;
    private int[] ids;
    private int contextStart;
    private int emitted;

    /** @param promptIds preceding tokens, whose text is not repeated */
    public Detokenizer(Tokenizer tokenizer, int[] promptIds) {
        this.tokenizer = tokenizer;
        this.ids = Arrays.copyOfRange(promptIds, Math.max(0, promptIds.length - CONTEXT_TOKENS), promptIds.length);
        this.emitted = ids.length;
    }

    /** Adds a token and returns its text; empty while a character is incomplete. */
    public String add(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        String before = tokenizer.decode(Arrays.copyOfRange(ids, contextStart, emitted));
        String after = tokenizer.decode(Arrays.copyOfRange(ids, contextStart, ids.length));
        if (after.endsWith("\uFFFD") || !after.startsWith(before)) {
            return "";
        }
        String piece = after.substring(before.length());
        // a token without text, such as a special token, is no context that keeps a leading space
        if (!piece.isEmpty()) {
            contextStart = emitted;
        }
        emitted = ids.length;
        return piece;
    }
}
