// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.steer.Statistics;

/**
 * Bootstrap (Efron 1979) over authors, where an author is scored in several halvings. A draw gives
 * each author one weight, with which he counts in every halving at once, so that more halvings of
 * the same authors do not narrow an interval as if they were more authors. Positive authors and
 * others are drawn apart, since a concept may have few. Fits are not repeated: how a figure would
 * vary with the authors that are fitted shows in the range over halvings.
 */
public final class AuthorBootstrap {
    private final double[][] weights;

    /**
     * Draws weights of the authors.
     *
     * @param positive whether an author has a positive book
     * @param draws number of resamples
     */
    public AuthorBootstrap(boolean[] positive, int draws, long seed) {
        weights = new double[draws + 1][positive.length];
        Arrays.fill(weights[0], 1);
        SplittableRandom random = new SplittableRandom(seed);
        for (boolean kind : new boolean[] {true, false}) {
            int[] authors = IntStream.range(0, positive.length)
                    .filter(a -> positive[a] == kind)
                    .toArray();
            for (int d = 1; d <= draws; d++) {
                for (int i = 0; i < authors.length; i++) {
                    weights[d][authors[random.nextInt(authors.length)]]++;
                }
            }
        }
    }

    /**
     * Computes the mean over halvings of a statistic.
     *
     * @param byHalf the statistic of each scored half by the authors' weights; NaN where a draw
     *     leaves it undefined, and then the mean is over the other halves
     * @return the value for all authors, then for each draw; arms that are scored on the same halves
     *     are paired
     */
    public double[] values(List<ToDoubleFunction<double[]>> byHalf) {
        return Arrays.stream(weights)
                .mapToDouble(w -> byHalf.stream()
                        .mapToDouble(s -> s.applyAsDouble(w))
                        .filter(Double::isFinite)
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }

    /** Returns the value with its percentile interval. */
    public static Figure figure(double[] values) {
        double[] drawn = Arrays.stream(values).skip(1).filter(Double::isFinite).toArray();
        return drawn.length == 0
                ? new Figure(values[0], Double.NaN, Double.NaN)
                : new Figure(values[0], Statistics.quantile(drawn, .025), Statistics.quantile(drawn, .975));
    }

    /** Returns the difference of two paired values. */
    public static Figure difference(double[] one, double[] other) {
        return figure(IntStream.range(0, one.length)
                .mapToDouble(d -> one[d] - other[d])
                .toArray());
    }

    /**
     * Returns the performance gap recovered (Burns et al. 2023), (arm - lda) / (ceiling - lda), of
     * the means over halvings.
     */
    public static Figure gapRecovered(double[] arm, double[] lda, double[] ceiling) {
        return figure(IntStream.range(0, arm.length)
                .mapToDouble(d -> (arm[d] - lda[d]) / (ceiling[d] - lda[d]))
                .toArray());
    }
}
