// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * A way to make a token from two others (byte-pair encoding, Sennrich et al. 2016). A large
 * vocabulary has half a million: they do not hold texts of their own.
 *
 * @param split where the second begins
 * @param score of the token
 * @param leftLength code points
 * @param rightLength code points
 */
public record BpeMerge(String token, int split, double score, int leftLength, int rightLength) {
    /**
     * All merges of a vocabulary that holds none but the order of its tokens (SentencePiece's): the
     * best token first and of one token the longest left part first.
     *
     * @param vocabulary ids of tokens
     * @param score by id
     */
    public static List<BpeMerge> all(Map<String, Integer> vocabulary, IntToDoubleFunction score) {
        List<BpeMerge> merges = new ArrayList<>();
        vocabulary.forEach((token, id) -> {
            int length = token.codePointCount(0, token.length());
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
