// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * What new tokens look at.
 *
 * @param mask minus infinity where a token must not look, else 0. Of whole texts it is a strip that
 *     slides along them, since what is seen depends on the distance alone: queries x keys, as if
 *     the first query stood behind the longest text. Of next tokens: tokens x 1 x columns
 * @param stretches of whole texts a row for each stretch of queries, with the first query, how
 *     many, and the first key; of next tokens one row, with their column, and of the columns that
 *     are seen the first and how many
 */
record AttentionMask(float[] mask, Shape shape, long[][] stretches) {
    /**
     * Of texts one after the other.
     *
     * @param lengths tokens of each
     * @param window as in {@link TransformerConfig.Layer}
     * @param most so many queries in a stretch
     */
    static AttentionMask ofTexts(int[] lengths, int window, int most) {
        int longest = Arrays.stream(lengths).max().orElse(0);
        int queries = Math.min(longest, most);
        float[] mask = new float[queries * (longest + queries)];
        for (int query = 0, at = 0; query < queries; query++) {
            for (int key = -longest; key < queries; key++, at++) {
                mask[at] = shown(query - key, window);
            }
        }
        List<long[]> stretches = new ArrayList<>();
        for (int from = 0, to, token = 0; from < lengths.length; from = to) {
            int length = lengths[from];
            to = from;
            while (to < lengths.length && lengths[to] == length) {
                to++;
            }
            for (int begin = 0; begin < length; begin += most) {
                int first = window == 0 ? 0 : Math.max(0, begin - window + 1);
                stretches.add(
                        new long[] {token + begin, Math.min(most, length - begin), token + first, to - from, length});
            }
            token += (to - from) * length;
        }
        return new AttentionMask(mask, new Shape(queries, longest + queries), stretches.toArray(long[][]::new));
    }

    /**
     * Of the next token of each text.
     *
     * @param lengths tokens of each, the next one included
     * @param ages how many tokens before the newest one each column stands
     * @param newest its column
     * @param ordered whether columns go from the oldest to the newest
     */
    static AttentionMask ofNext(int[] lengths, int[] ages, int newest, boolean ordered, int window) {
        int first = window == 0 || !ordered ? 0 : Math.max(0, ages.length - window);
        int columns = ages.length - first;
        float[] mask = new float[lengths.length * columns];
        for (int row = 0, at = 0; row < lengths.length; row++) {
            for (int column = first; column < ages.length; column++, at++) {
                mask[at] = ages[column] < lengths[row] ? shown(ages[column], window) : Float.NEGATIVE_INFINITY;
            }
        }
        return new AttentionMask(mask, new Shape(lengths.length, 1, columns), new long[][] {{newest, first, columns}});
    }

    private static float shown(int age, int window) {
        return age >= 0 && (window == 0 || age < window) ? 0 : Float.NEGATIVE_INFINITY;
    }
}
