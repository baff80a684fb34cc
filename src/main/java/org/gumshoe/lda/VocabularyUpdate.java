// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.lda.math.ParallelRanges;
import org.gumshoe.lda.math.SeededRandom;

/**
 * Which words of a minibatch get a row in lambda, and which lose theirs. Threads look for passages
 * with such a word; the few that have one are then taken in their order, since rows are given in
 * turn.
 *
 * @param updates steps taken before this one
 */
record VocabularyUpdate(
        Vocabulary vocabulary, LambdaTable lambda, SeededPriors guidance, LdaOptions options, long updates) {
    private static final int PASSAGES_PER_RANGE = 64;

    /** Words that have become fit get rows, and those that proved names lose theirs. */
    void revise(List<Vocabulary.Known> batch, ParallelRanges workers) {
        boolean[] due = new boolean[batch.size()];
        workers.forRanges(batch.size(), PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                for (Vocabulary.Entry word : vocabulary.current(batch.get(d))) {
                    due[d] |= isName(word) || isNew(word);
                }
            }
        });
        for (int d = 0; d < due.length; d++) {
            if (due[d]) {
                revise(vocabulary.current(batch.get(d)));
            }
        }
    }

    private void revise(Vocabulary.Entry[] words) {
        for (int i = 0; i < words.length; i++) {
            if (isName(words[i])) {
                int row = words[i].row;
                vocabulary.dismiss(row, false);
                lambda.remove(row);
            } else if (isNew(words[i])) {
                words[i] = words[i].forgotten ? vocabulary.watched(words[i].word) : words[i];
                if (words[i].row < 0) {
                    admit(words[i]);
                }
            }
        }
    }

    private boolean isName(Vocabulary.Entry word) {
        return word.row >= 0 && vocabulary.isName(word) && guidance.prior(word.word) == null;
    }

    private boolean isNew(Vocabulary.Entry word) {
        return word.row < 0 && (!word.forgotten && vocabulary.isFit(word) || guidance.prior(word.word) != null);
    }

    /**
     * A new word spreads its occurrences so far evenly over the topics, with the noise that breaks
     * symmetry: Gamma(100, 1/100) as Hoffman has it.
     */
    private void admit(Vocabulary.Entry word) {
        if (vocabulary.isFull()) {
            dismissLightest();
        }
        SplittableRandom random = SeededRandom.random(options.seed(), word.word, 0);
        double mean = updates == 0 ? 1 : Math.min(1, (double) word.occurrences / options.topics());
        double[] initial = new double[options.topics()];
        for (int k = 0; k < initial.length; k++) {
            initial[k] = mean * SeededRandom.gamma(random, 100) / 100;
        }
        vocabulary.admit(word, lambda.add(initial, guidance.prior(word.word)));
    }

    /** A tenth of the vocabulary at once, so that the sorting is seldom. */
    private void dismissLightest() {
        double[] masses = IntStream.range(0, lambda.rows())
                .mapToDouble(lambda::mass)
                .sorted()
                .toArray();
        double limit = masses[masses.length / 10];
        for (int row = lambda.rows() - 1; row >= 0; row--) {
            if (lambda.mass(row) <= limit && guidance.prior(vocabulary.word(row)) == null) {
                vocabulary.dismiss(row, true);
                lambda.remove(row);
            }
        }
    }
}
