// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.Arrays;
import java.util.Comparator;
import org.gumshoe.BadInputException;

/**
 * Ranking whose cases count as often as their group was drawn, so that a bootstrap over groups
 * sorts the cases once. With weights of 1 the metrics are those of {@link RankingMetrics}.
 */
public final class WeightedRanking {
    private final boolean[] positive;
    private final double[] score;
    private final int[] group;

    /**
     * Sorts the cases.
     *
     * @param group of each case, from 0
     * @throws BadInputException when a score is NaN
     */
    public WeightedRanking(boolean[] positive, double[] score, int[] group) {
        Integer[] order = new Integer[score.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -score[i]));
        this.positive = new boolean[order.length];
        this.score = new double[order.length];
        this.group = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            this.positive[i] = positive[order[i]];
            this.score[i] = score[order[i]];
            this.group[i] = group[order[i]];
            if (Double.isNaN(this.score[i])) {
                throw new BadInputException("Score " + order[i] + " is not a number; a ranking needs finite scores.");
            }
        }
    }

    /**
     * Computes the area under the ROC curve, with ties counted half.
     *
     * @param weights of the groups, zero or more
     * @return NaN when a class has no weight
     */
    public double auc(double[] weights) {
        double hits = 0;
        double misses = 0;
        double area = 0;
        for (int i = 0; i < score.length; ) {
            double tiedHits = 0;
            double tiedMisses = 0;
            for (double tie = score[i]; i < score.length && score[i] == tie; i++) {
                double weight = weights[group[i]];
                tiedHits += positive[i] ? weight : 0;
                tiedMisses += positive[i] ? 0 : weight;
            }
            area += tiedMisses * (hits + tiedHits / 2);
            hits += tiedHits;
            misses += tiedMisses;
        }
        return area / (hits * misses);
    }

    /**
     * Computes the average precision, with tied scores as one threshold.
     *
     * @param weights of the groups, zero or more
     * @return NaN when a class has no weight
     */
    public double averagePrecision(double[] weights) {
        double hits = 0;
        double seen = 0;
        double sum = 0;
        for (int i = 0; i < score.length; ) {
            double tiedHits = 0;
            for (double tie = score[i]; i < score.length && score[i] == tie; i++) {
                double weight = weights[group[i]];
                tiedHits += positive[i] ? weight : 0;
                seen += weight;
            }
            hits += tiedHits;
            sum += tiedHits == 0 ? 0 : tiedHits * hits / seen;
        }
        return seen > hits ? sum / hits : Double.NaN;
    }
}
