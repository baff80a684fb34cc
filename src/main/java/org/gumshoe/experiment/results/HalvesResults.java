// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Results of the part that fits on one half of the authors and scores the other half, both ways, for
 * several random halvings. A figure is the mean over all fits of the metric on the scored half.
 *
 * @param fits two a halving
 * @param positiveAuthors least number of positive authors of each concept in each half
 * @param guided whether the seed words entered the topic models' priors
 * @param layers weak and strong layer of the refinement and the baselines; they are fixed
 * @param quick whether fewer passages of a book were read
 * @param texts SHA-256 over the texts of the books
 */
public record HalvesResults(
        int books,
        int authors,
        int passages,
        int halvings,
        int fits,
        int positiveAuthors,
        boolean guided,
        Map<String, Integer> layers,
        boolean quick,
        String texts,
        List<Concept> concepts) {
    /** Gap between the LDA and the ceiling from which on a PGR counts. */
    public static final double GAP = .03;

    /** What a concept may be used for. */
    public enum Use {
        /** Settings may be chosen by its figures. */
        CHOOSE,
        /** Its figures are reported and nothing is chosen by them. */
        REPORT
    }

    /**
     * Results of one concept, with 95 % bootstrap intervals over authors.
     *
     * @param rule which books are positive
     * @param books number of positive books
     * @param authors number of authors with a positive book
     * @param fits that are in the figures; a fit that the books do not allow is left out
     * @param arms lda, mean-difference, ridge-once, refined-weak, translated, refined-strong,
     *     cluster-intersection, random-pointer (a null: refined-strong from random words), ceiling,
     *     shuffled-labels and shuffled-ceiling (nulls: refined-strong scored, and the ceiling trained and scored, by
     *     labels that are permuted among authors)
     * @param aucDifference refined-strong minus another arm, passage AUC, paired
     * @param apDifference the same, average precision
     * @param pgrAuc performance gap recovered by an arm: (arm - lda) / (ceiling - lda), passage AUC
     * @param pgrAp the same, average precision
     * @param ceilings how often each supervised reader was the ceiling
     */
    public record Concept(
            String name,
            Use use,
            String rule,
            List<String> seeds,
            int books,
            int authors,
            int fits,
            Map<String, Arm> arms,
            Map<String, Figure> aucDifference,
            Map<String, Figure> apDifference,
            Map<String, Figure> pgrAuc,
            Map<String, Figure> pgrAp,
            Map<String, Integer> ceilings) {

        /**
         * Returns whether the ceiling is far enough above the LDA on a metric for a PGR to mean
         * anything.
         */
        public boolean hasGap(Function<Arm, Figure> metric) {
            return value("ceiling", metric) - value("lda", metric) >= GAP;
        }

        private double value(String arm, Function<Arm, Figure> metric) {
            Figure figure = arms == null || !arms.containsKey(arm) ? null : metric.apply(arms.get(arm));
            return figure == null ? Double.NaN : figure.value();
        }
    }

    /**
     * Scores of an arm.
     *
     * @param byHalving passage AUC of each halving, the mean of its two fits
     */
    public record Arm(Figure passageAuc, Figure passageAp, Figure bookAuc, List<Double> byHalving) {}
}
