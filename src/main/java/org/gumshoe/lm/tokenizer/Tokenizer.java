// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.Set;

/** Text to token ids and back. */
public interface Tokenizer {
    /** Token ids, with a beginning-of-sequence token where the model wants one. */
    int[] encode(String text);

    /** Token ids of the text alone. */
    int[] encodeWithoutSpecial(String text);

    /** As {@link #encode}, with the place in the text where each token ends. */
    EncodedText encodeWithOffsets(String text);

    /** The text that these tokens spell; special tokens are left out. */
    String decode(int[] ids);

    /** The beginning-of-sequence token that {@link #encode} puts first, or -1. */
    int bos();

    /** Tokens that end a text or a turn. */
    Set<Integer> ends();
}
