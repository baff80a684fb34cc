// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.Arrays;
import java.util.Comparator;
import org.gumshoe.BadInputException;

/**
 * Ranking metrics: how well scores rank positives above negatives. All take one label and one
 * finite score per case, and throw {@link BadInputException} if a class is empty, a score is NaN or
 * the arrays differ in length.
 */
public final class RankingMetrics {
    private RankingMetrics() {}

    /**
     * Computes the area under the ROC curve: the probability that a positive is ranked above a
     * negative, with ties counted half (Hanley and McNeil 1982).
     */
    public static double auc(boolean[] positive, double[] score) {
        Integer[] order = ascending(positive, score);
        double positives = 0;
        double rankSum = 0;
        for (int i = 0; i < order.length; ) {
            int end = i;
            int hits = 0;
            while (end < order.length && score[order[end]] == score[order[i]]) {
                hits += positive[order[end++]] ? 1 : 0;
            }
            rankSum += hits * (i + end + 1) / 2.0;
            positives += hits;
            i = end;
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * (order.length - positives));
    }

    /**
     * Computes the average precision as scikit-learn does: the mean over positives of the precision
     * at their score, with tied scores as one threshold.
     */
    public static double averagePrecision(boolean[] positive, double[] score) {
        Integer[] order = ascending(positive, score);
        double seen = 0;
        double found = 0;
        double sum = 0;
        for (int i = order.length - 1; i >= 0; ) {
            int hits = 0;
            int start = i;
            while (i >= 0 && score[order[i]] == score[order[start]]) {
                hits += positive[order[i--]] ? 1 : 0;
                seen++;
            }
            found += hits;
            sum += hits * found / seen;
        }
        return sum / found;
    }

    /**
     * Computes R-precision: the precision among the top R scores, where R is the number of
     * positives. A tie at rank R counts with its expected value.
     */
    public static double precisionAtPositives(boolean[] positive, double[] score) {
        Integer[] order = ascending(positive, score);
        int positives = 0;
        for (boolean p : positive) {
            positives += p ? 1 : 0;
        }
        double found = 0;
        int left = positives;
        for (int i = order.length - 1; left > 0; ) {
            int hits = 0;
            int start = i;
            while (i >= 0 && score[order[i]] == score[order[start]]) {
                hits += positive[order[i--]] ? 1 : 0;
            }
            int size = start - i;
            int taken = Math.min(left, size);
            found += (double) hits * taken / size;
            left -= taken;
        }
        return found / positives;
    }

    private static Integer[] ascending(boolean[] positive, double[] score) {
        if (positive.length != score.length) {
            throw new BadInputException(
                    "There are " + positive.length + " labels for " + score.length + " scores; give one to each.");
        }
        int count = 0;
        for (int i = 0; i < score.length; i++) {
            count += positive[i] ? 1 : 0;
            if (Double.isNaN(score[i])) {
                throw new BadInputException("Score " + i + " is not a number; a ranking needs finite scores.");
            }
        }
        if (count == 0 || count == score.length) {
            throw new BadInputException("Of " + score.length + " labelled cases " + count
                    + " are positive; a ranking is judged on both kinds, so label some of the other.");
        }
        Integer[] order = new Integer[score.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> score[i]));
        return order;
    }
}
