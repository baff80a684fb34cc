// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.lda.math.ParallelRanges;
import org.gumshoe.lda.math.SeededRandom;

/**
 * The update of the vocabulary before a minibatch is learned: which of its words get a row in
 * lambda and which lose theirs. Threads search for the documents with such words; those documents
 * are then processed one after another, since the order determines the row numbers.
 *
 * @param updates stochastic steps taken before
 */
record VocabularyUpdate(
        Vocabulary vocabulary, LambdaTable lambda, SeededPriors seededPriors, LdaOptions options, long updates) {
    private static final int PASSAGES_PER_RANGE = 64;

    /** Adds rows for words that are now eligible, and removes those of proper names. */
    void apply(List<Vocabulary.IndexedDocument> minibatch, ParallelRanges parallel) {
        boolean[] affected = new boolean[minibatch.size()];
        parallel.forRanges(minibatch.size(), PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                for (WordEntry word : vocabulary.resolve(minibatch.get(d))) {
                    affected[d] |= mustLeave(word) || mayEnter(word);
                }
            }
        });
        for (int d = 0; d < affected.length; d++) {
            if (affected[d]) {
                apply(vocabulary.resolve(minibatch.get(d)));
            }
        }
    }

    private void apply(WordEntry[] words) {
        for (int i = 0; i < words.length; i++) {
            if (mustLeave(words[i])) {
                int row = words[i].row;
                vocabulary.remove(row, false);
                lambda.remove(row);
            } else if (mayEnter(words[i])) {
                words[i] = words[i].evicted ? vocabulary.getOrAdd(words[i].word) : words[i];
                if (words[i].row < 0) {
                    admit(words[i]);
                }
            }
        }
    }

    private boolean mustLeave(WordEntry word) {
        return word.row >= 0 && vocabulary.isName(word) && !seededPriors.isSeedWord(word.word);
    }

    private boolean mayEnter(WordEntry word) {
        return word.row < 0 && (!word.evicted && vocabulary.isEligible(word) || seededPriors.isSeedWord(word.word));
    }

    /**
     * Adds a row: the word's occurrences so far, spread evenly over the topics and multiplied by
     * Gamma(100, 1/100) noise to break the symmetry, as in Hoffman's onlineldavb.
     */
    private void admit(WordEntry word) {
        if (vocabulary.isFull()) {
            removeSmallestRows();
        }
        SplittableRandom random = SeededRandom.random(options.seed(), word.word, 0);
        double mean = updates == 0 ? 1 : Math.min(1, (double) word.occurrences / options.topics());
        double[] initial = new double[options.topics()];
        for (int k = 0; k < initial.length; k++) {
            initial[k] = mean * SeededRandom.gamma(random, 100) / 100;
        }
        vocabulary.admit(word, lambda.add(initial, seededPriors.pseudoCounts(word.word)));
    }

    /** Removes the tenth of the words with the smallest row sums, so that sorting is rare. */
    private void removeSmallestRows() {
        double[] rowSums = IntStream.range(0, lambda.rows())
                .mapToDouble(lambda::rowSum)
                .sorted()
                .toArray();
        double limit = rowSums[rowSums.length / 10];
        for (int row = lambda.rows() - 1; row >= 0; row--) {
            if (lambda.rowSum(row) <= limit && !seededPriors.isSeedWord(vocabulary.word(row))) {
                vocabulary.remove(row, true);
                lambda.remove(row);
            }
        }
    }
}
