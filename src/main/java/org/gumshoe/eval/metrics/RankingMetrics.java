// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.Arrays;
import java.util.Comparator;
import org.gumshoe.BadInputException;

/**
 * How well a score ranks the positives above the negatives. All take one label and one finite score
 * a case.
 */
public final class RankingMetrics {
    private RankingMetrics() {}

    /**
     * Probability that a positive outranks a negative, ties counting half: the Mann-Whitney
     * statistic (Hanley and McNeil 1982).
     *
     * @throws BadInputException without a positive, without a negative, or with a score that is not
     *     a number
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
     * Mean over positives of the precision at their score, ties taken together (the average
     * precision of scikit-learn).
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
     * Share of positives among as many of the highest scores as there are positives; a tie at the
     * border counts by its expectation.
     */
    public static double precisionAtPositives(boolean[] positive, double[] score) {
        Integer[] order = ascending(positive, score);
        int wanted = 0;
        for (boolean p : positive) {
            wanted += p ? 1 : 0;
        }
        double found = 0;
        int left = wanted;
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
        return found / wanted;
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
