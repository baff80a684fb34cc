// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Arrays;
import java.util.List;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * A minibatch as a sparse document-word matrix in compressed-row form. Its distinct words are
 * numbered in the order of their first occurrence.
 *
 * @param rows the row in lambda of each distinct word
 * @param distinct the number of distinct words, the used length of {@code rows}
 * @param starts index in {@code words} at which each document starts, and the end of the last one;
 *     {@code size() + 1} values
 * @param words words of each document, as indices into {@code rows}
 * @param counts occurrences, parallel to {@code words}
 * @param tokens sum of the counts
 */
record Minibatch(int[] rows, int distinct, int[] starts, int[] words, int[] counts, long tokens) {
    private static final int PASSAGES_PER_RANGE = 64;

    /**
     * Packs documents; words without a row in lambda are left out.
     *
     * @param lambdaRows number of rows in lambda
     */
    static Minibatch of(List<Vocabulary.IndexedDocument> documents, int lambdaRows, ParallelRanges parallel) {
        int[][] rowsByDocument = new int[documents.size()][];
        parallel.forRanges(rowsByDocument.length, PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                rowsByDocument[d] = rows(documents.get(d).entries());
            }
        });
        int length = Arrays.stream(rowsByDocument).mapToInt(r -> r.length).sum();
        int[] rows = new int[Math.min(length, lambdaRows)];
        int[] indexByRow = new int[lambdaRows];
        Arrays.fill(indexByRow, -1);
        int[] starts = new int[rowsByDocument.length + 1];
        int[] words = new int[length];
        int[] counts = new int[length];
        int distinct = 0;
        int n = 0;
        long tokens = 0;
        for (int d = 0; d < rowsByDocument.length; d++) {
            int[] documentCounts = documents.get(d).counts();
            for (int i = 0; i < documentCounts.length; i++) {
                int row = rowsByDocument[d][i];
                if (row >= 0) {
                    if (indexByRow[row] < 0) {
                        indexByRow[row] = distinct;
                        rows[distinct++] = row;
                    }
                    words[n] = indexByRow[row];
                    counts[n] = documentCounts[i];
                    tokens += counts[n++];
                }
            }
            starts[d + 1] = n;
        }
        return new Minibatch(rows, distinct, starts, words, counts, tokens);
    }

    private static int[] rows(WordEntry[] words) {
        int[] rows = new int[words.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = words[i].row;
        }
        return rows;
    }

    /** Returns the number of documents. */
    int size() {
        return starts.length - 1;
    }

    /** Computes the transpose: the documents of each distinct word, in order. */
    Transpose transpose() {
        int[] wordStarts = new int[distinct + 1];
        int n = starts[size()];
        for (int i = 0; i < n; i++) {
            wordStarts[words[i] + 1]++;
        }
        for (int w = 0; w < distinct; w++) {
            wordStarts[w + 1] += wordStarts[w];
        }
        int[] next = Arrays.copyOf(wordStarts, distinct);
        int[] positions = new int[n];
        int[] documents = new int[n];
        for (int d = 0; d < size(); d++) {
            for (int i = starts[d]; i < starts[d + 1]; i++) {
                int at = next[words[i]]++;
                positions[at] = i;
                documents[at] = d;
            }
        }
        return new Transpose(wordStarts, positions, documents);
    }

    /**
     * The word-document matrix.
     *
     * @param starts index in the other two at which each word starts, and the end of the last one;
     *     {@code distinct + 1} values
     * @param positions indices into {@code words} and {@code counts} of the minibatch
     * @param documents the document of each position
     */
    record Transpose(int[] starts, int[] positions, int[] documents) {}
}
