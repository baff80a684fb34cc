// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Map;
import org.gumshoe.steer.Statistics;

/**
 * Score of each book by what points at the concept before any probe is trained: the words that the model
 * would call its passages, and the LDA. A refinement is anchored in it.
 *
 * @param scores l of each book, standardised
 * @param ldaShare weight of the LDA beside the words, which have weight 1; all weight where there are no words
 */
record BookAnchor(double[] scores, double ldaShare) {

    /**
     * Returns l. Without word scores it is the standardised logarithm of the LDA's mean score. With them it
     * is the standardised mean word score plus the former, weighted by the correlation of the two over
     * books, and by 0 below 0: an LDA that the model's own words contradict counts for nothing.
     *
     * @param wordScores mean word score of each book; empty when the model was not asked
     */
    static BookAnchor of(TrainingBooks books, Map<String, Double> wordScores) {
        double[] lda = Responsibilities.logScore(books.meanScores());
        if (wordScores.isEmpty()) {
            return new BookAnchor(lda, 1);
        }
        double[] words = Statistics.standard(books.values(wordScores, "word score"), "The model's word scores");
        double share = Math.max(0, Statistics.correlation(words, lda));
        double[] sum = new double[lda.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = words[i] + share * lda[i];
        }
        return new BookAnchor(Statistics.standard(sum, "The pointers' scores"), share);
    }
}
