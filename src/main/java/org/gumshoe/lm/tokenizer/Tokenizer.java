// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.Set;

/** A tokenizer: it turns text into token ids and back. */
public interface Tokenizer {
    /** Returns token ids, with a beginning-of-sequence token first where the model wants one. */
    int[] encode(String text);

    /** Returns the token ids of the text alone, without special tokens. */
    int[] encodeWithoutSpecial(String text);

    /** Returns the token ids of {@link #encode} with the offset in the text at which each ends. */
    EncodedText encodeWithOffsets(String text);

    /** Returns the text of tokens; special tokens are left out. */
    String decode(int[] ids);

    /** Returns a token as a text, special or not. */
    String token(int id);

    /** Returns the beginning-of-sequence token that {@link #encode} puts first, or -1. */
    int bosId();

    /** Returns the tokens that end a text or a turn. */
    Set<Integer> stopTokens();
}
