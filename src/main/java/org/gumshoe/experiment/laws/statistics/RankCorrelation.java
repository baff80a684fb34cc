// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.steer.Statistics;

/** Spearman's rank correlation with a bootstrap interval over cases and a null of shuffled cases. */
public final class RankCorrelation {
    private static final int DRAWS = 1000;
    private static final long SEED = 3;

    private RankCorrelation() {}

    /** Returns the correlation of the cases in which both values are finite. */
    public static LawsResults.Rank of(String one, String other, double[] x, double[] y) {
        int[] cases = IntStream.range(0, x.length)
                .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
                .toArray();
        double[] a = Arrays.stream(cases).mapToDouble(i -> x[i]).toArray();
        double[] b = Arrays.stream(cases).mapToDouble(i -> y[i]).toArray();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawn = new double[DRAWS];
        double[] shuffled = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            int[] draw = random.ints(a.length, 0, a.length).toArray();
            drawn[d] = spearman(picked(a, draw), picked(b, draw));
            shuffled[d] = Math.abs(spearman(a, shuffled(b, random)));
        }
        double[] finite = Arrays.stream(drawn).filter(Double::isFinite).toArray();
        return new LawsResults.Rank(
                one,
                other,
                a.length,
                finite.length == 0
                        ? new Figure(Double.NaN, Double.NaN, Double.NaN)
                        : new Figure(
                                spearman(a, b), Statistics.quantile(finite, .025), Statistics.quantile(finite, .975)),
                a.length == 0 ? Double.NaN : Statistics.quantile(shuffled, .95));
    }

    static double spearman(double[] x, double[] y) {
        return Statistics.correlation(ranks(x), ranks(y));
    }

    /** Returns ranks from 1; tied values have their mean rank. */
    static double[] ranks(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        double[] ranks = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            int first = Arrays.binarySearch(sorted, v[i]);
            int last = first;
            while (first > 0 && sorted[first - 1] == v[i]) {
                first--;
            }
            while (last < v.length - 1 && sorted[last + 1] == v[i]) {
                last++;
            }
            ranks[i] = 1 + (first + last) / 2.;
        }
        return ranks;
    }

    private static double[] picked(double[] v, int[] draw) {
        return Arrays.stream(draw).mapToDouble(i -> v[i]).toArray();
    }

    static double[] shuffled(double[] v, SplittableRandom random) {
        double[] s = v.clone();
        for (int i = s.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swap = s[i];
            s[i] = s[j];
            s[j] = swap;
        }
        return s;
    }
}
