// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import java.util.List;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * A minibatch in numbers. Its words and counts lie one passage after the other; the words are
 * numbered as they first occur.
 *
 * @param rows the row in lambda of each distinct word
 * @param distinct how many of {@code rows} are in use
 * @param starts where each passage begins in {@code words}, and where the last one ends
 * @param words distinct words of each passage, as indices into {@code rows}
 * @param counts parallel to {@code words}
 * @param tokens sum of the counts
 */
record Minibatch(int[] rows, int distinct, int[] starts, int[] words, int[] counts, long tokens) {
    private static final int PASSAGES_PER_RANGE = 64;

    /** Words without a row are left out. */
    static Minibatch of(List<Vocabulary.Known> passages, int vocabulary, ParallelRanges workers) {
        int[][] rowsOf = new int[passages.size()][];
        workers.forRanges(rowsOf.length, PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                rowsOf[d] = rows(passages.get(d).entries());
            }
        });
        int length = Arrays.stream(rowsOf).mapToInt(r -> r.length).sum();
        int[] rows = new int[Math.min(length, vocabulary)];
        int[] places = new int[vocabulary];
        Arrays.fill(places, -1);
        int[] starts = new int[rowsOf.length + 1];
        int[] words = new int[length];
        int[] counts = new int[length];
        int distinct = 0;
        int n = 0;
        long tokens = 0;
        for (int d = 0; d < rowsOf.length; d++) {
            int[] count = passages.get(d).counts();
            for (int i = 0; i < count.length; i++) {
                int row = rowsOf[d][i];
                if (row >= 0) {
                    if (places[row] < 0) {
                        places[row] = distinct;
                        rows[distinct++] = row;
                    }
                    words[n] = places[row];
                    counts[n] = count[i];
                    tokens += counts[n++];
                }
            }
            starts[d + 1] = n;
        }
        return new Minibatch(rows, distinct, starts, words, counts, tokens);
    }

    private static int[] rows(Vocabulary.Entry[] words) {
        int[] rows = new int[words.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = words[i].row;
        }
        return rows;
    }

    /** Number of passages. */
    int size() {
        return starts.length - 1;
    }

    /**
     * The transpose: for each distinct word where it stands in {@code words}, in the order of
     * passages.
     */
    Occurrences occurrences() {
        int[] heads = new int[distinct + 1];
        int n = starts[size()];
        for (int i = 0; i < n; i++) {
            heads[words[i] + 1]++;
        }
        for (int w = 0; w < distinct; w++) {
            heads[w + 1] += heads[w];
        }
        int[] next = Arrays.copyOf(heads, distinct);
        int[] places = new int[n];
        int[] passages = new int[n];
        for (int d = 0; d < size(); d++) {
            for (int i = starts[d]; i < starts[d + 1]; i++) {
                int at = next[words[i]]++;
                places[at] = i;
                passages[at] = d;
            }
        }
        return new Occurrences(heads, places, passages);
    }

    /**
     * Where words stand.
     *
     * @param heads where each word begins in the other two, and where the last one ends
     * @param places indices into {@code words} and {@code counts}
     * @param passages the passage of each place
     */
    record Occurrences(int[] heads, int[] places, int[] passages) {}
}
