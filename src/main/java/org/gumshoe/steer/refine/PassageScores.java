// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.refine.PassageScorer.Shares;
import org.gumshoe.steer.shards.Shards;

/**
 * Statistics, over all passages, of their scores by a probe, by words and by the LDA.
 *
 * @param wordsOrNull null when the model was not asked for words
 * @param withWords pairs of the probe's score and the word score
 * @param withLda pairs of the probe's score and the LDA's
 * @param pointers pairs of the word score and the LDA's
 */
record PassageScores(
        CrossFittedProbe probe,
        WordScores wordsOrNull,
        Shares shares,
        PairSums withWords,
        PairSums withLda,
        PairSums pointers) {

    static PassageScores of(CrossFittedProbe probe, WordScores wordsOrNull, Shares shares, Shards shards) {
        double[] sums =
                shards.ask(new PassageQuestion.ScoreSums(probe, wordsOrNull)).sums();
        return new PassageScores(
                probe,
                wordsOrNull,
                shares,
                PairSums.at(sums, 0),
                PairSums.at(sums, PairSums.LENGTH),
                PairSums.at(sums, 2 * PairSums.LENGTH));
    }

    /** Returns the number of passages. */
    long count() {
        return (long) withLda.n();
    }

    private boolean words() {
        return wordsOrNull != null;
    }

    /**
     * Returns the scorer with the scales of these scores.
     *
     * @throws org.gumshoe.BadInputException when one of the scores is the same for all passages
     */
    PassageScorer scorer() {
        double n = withLda.n();
        return new PassageScorer(
                probe,
                Scale.ofPassages(n, withLda.x(), withLda.xx(), "The model's scores"),
                wordsOrNull,
                words() ? Scale.ofPassages(n, withWords.y(), withWords.yy(), "The model's word scores") : null,
                Scale.ofPassages(n, withLda.y(), withLda.yy(), "The LDA's scores"),
                shares);
    }

    /**
     * Returns the ranking by the scorer. The variance of its weighted mean of standardised scores
     * follows from their correlations.
     */
    PassageRanking ranking() {
        double p = shares.probe();
        double w = shares.words();
        double z = shares.lda();
        double variance = p * p + z * z + 2 * p * z * withLda.correlation();
        if (words()) {
            variance += w * w + 2 * p * w * withWords.correlation() + 2 * w * z * pointers.correlation();
        }
        return new PassageRanking(scorer(), Scale.ofPassages(count(), 0, count() * variance, "The passages' scores"));
    }
}
