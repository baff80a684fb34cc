// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.script.BlockScriptSource;

/**
 * The additive attention mask of a batch, and the blocks of queries that it is applied to. There
 * are two forms, which {@link BlockScriptSource} tells apart by the rank of the mask:
 *
 * <ul>
 * <li>Whole sequences ({@link #causal}): a mask of maxQueries x (longest + maxQueries) that serves
 * all query blocks, since it depends on the distance of query and key alone. Row i is a query at
 * position longest + i, column j the key at position j. Each query block has five columns: its
 * first query, its queries per sequence, its first key (both first ones as rows of the batch, in
 * the first sequence), the number of sequences, and the tokens of each. Sequences of equal length
 * that follow one another share a block.
 * <li>Next tokens ({@link #decode}): a mask of sequences x 1 x attended columns of the KV cache.
 * The single query block has three columns: the cache column of the new tokens, the first attended
 * cache column, and the number of attended columns.
 * </ul>
 *
 * @param mask 0 where a query attends to a key, minus infinity elsewhere
 * @param shape shape of {@code mask}
 * @param queryBlocks one row per block
 */
record AttentionMask(float[] mask, Shape shape, long[][] queryBlocks) {
    /**
     * Makes the mask of whole sequences that are concatenated in a batch.
     *
     * @param lengths tokens of each sequence
     * @param slidingWindow as in {@link TransformerConfig.Layer}
     * @param maxQueries most queries of a block and sequence
     */
    static AttentionMask causal(int[] lengths, int slidingWindow, int maxQueries) {
        int longest = Arrays.stream(lengths).max().orElse(0);
        int queries = Math.min(longest, maxQueries);
        float[] mask = new float[queries * (longest + queries)];
        for (int query = 0, i = 0; query < queries; query++) {
            for (int key = -longest; key < queries; key++, i++) {
                mask[i] = maskValue(query - key, slidingWindow);
            }
        }
        List<long[]> queryBlocks = new ArrayList<>();
        for (int from = 0, to, token = 0; from < lengths.length; from = to) {
            int length = lengths[from];
            to = from;
            while (to < lengths.length && lengths[to] == length) {
                to++;
            }
            for (int query = 0; query < length; query += maxQueries) {
                int key = slidingWindow == 0 ? 0 : Math.max(0, query - slidingWindow + 1);
                queryBlocks.add(
                        new long[] {token + query, Math.min(maxQueries, length - query), token + key, to - from, length
                        });
            }
            token += (to - from) * length;
        }
        return new AttentionMask(mask, new Shape(queries, longest + queries), queryBlocks.toArray(long[][]::new));
    }

    /**
     * Makes the mask of the next token of each sequence.
     *
     * @param lengths tokens of each sequence, the next one included
     * @param ring columns of the KV cache
     * @param slidingWindow as in {@link TransformerConfig.Layer}
     */
    static AttentionMask decode(int[] lengths, KvRing ring, int slidingWindow) {
        int[] ages = ring.ages();
        int first = slidingWindow == 0 || !ring.ordered() ? 0 : Math.max(0, ages.length - slidingWindow);
        int attended = ages.length - first;
        float[] mask = new float[lengths.length * attended];
        for (int sequence = 0, i = 0; sequence < lengths.length; sequence++) {
            for (int column = first; column < ages.length; column++, i++) {
                mask[i] = ages[column] < lengths[sequence]
                        ? maskValue(ages[column], slidingWindow)
                        : Float.NEGATIVE_INFINITY;
            }
        }
        return new AttentionMask(
                mask, new Shape(lengths.length, 1, attended), new long[][] {{ring.newestColumn(), first, attended}});
    }

    private static float maskValue(int distance, int slidingWindow) {
        return distance >= 0 && (slidingWindow == 0 || distance < slidingWindow) ? 0 : Float.NEGATIVE_INFINITY;
    }
}
