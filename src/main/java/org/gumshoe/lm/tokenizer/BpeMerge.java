// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * A merge of byte-pair encoding (Sennrich et al. 2016): two tokens that make a third. A large
 * vocabulary has half a million merges, so a merge stores no strings but the token's.
 *
 * @param token the merged token
 * @param split UTF-16 index in {@code token} at which its right part begins
 * @param score score of the merged token; a higher one is merged first
 * @param leftLength code points of the left part
 * @param rightLength code points of the right part
 */
public record BpeMerge(String token, int split, double score, int leftLength, int rightLength) {
    /** Trying all splits takes the square of a token's length; SentencePiece's have 16 by default. */
    private static final int MAX_CHARS = 256;

    /**
     * Infers the merges of a vocabulary that stores scores instead (SentencePiece's): every pair of
     * tokens that makes a third. They are ordered by score, then by longer left part, both
     * descending.
     *
     * @param vocabulary ids by token
     * @param score score by id
     */
    public static List<BpeMerge> all(Map<String, Integer> vocabulary, IntToDoubleFunction score) {
        List<BpeMerge> merges = new ArrayList<>();
        vocabulary.forEach((token, id) -> {
            int length = token.length() > MAX_CHARS ? 0 : token.codePointCount(0, token.length());
            int split = 0;
            for (int left = 1; left < length; left++) {
                split = token.offsetByCodePoints(split, 1);
                if (vocabulary.containsKey(token.substring(0, split))
                        && vocabulary.containsKey(token.substring(split))) {
                    merges.add(new BpeMerge(token, split, score.applyAsDouble(id), left, length - left));
                }
            }
        });
        merges.sort(Comparator.comparingDouble(BpeMerge::score)
                .thenComparingInt(BpeMerge::leftLength)
                .thenComparingInt(BpeMerge::rightLength)
                .reversed());
        return merges;
    }

    public String left() {
        return token.substring(0, split);
    }

    public String right() {
        return token.substring(split);
    }
}
