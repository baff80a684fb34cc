// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.stream.IntStream;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/** Mean of cases with a bootstrap interval over cases. */
public final class MeanFigure {
    private static final int DRAWS = 1000;
    private static final long SEED = 2;

    private MeanFigure() {}

    /** Returns the mean; NaN without a case, or where one of them is NaN. */
    public static Figure of(double[] cases) {
        if (cases.length == 0) {
            return new Figure(Double.NaN, Double.NaN, Double.NaN);
        }
        return ratio(
                IntStream.range(0, cases.length).mapToObj(Integer::toString).toArray(String[]::new),
                cases,
                IntStream.range(0, cases.length).mapToDouble(i -> 1).toArray());
    }

    /**
     * Returns the ratio of two means, with an interval over groups of cases.
     *
     * @param groups the group of each case, at least one
     */
    public static Figure ratio(String[] groups, double[] above, double[] below) {
        Bootstrap.Interval interval = Bootstrap.overGroups(
                groups,
                drawn -> IntStream.of(drawn).mapToDouble(i -> above[i]).sum()
                        / IntStream.of(drawn).mapToDouble(i -> below[i]).sum(),
                DRAWS,
                SEED);
        return new Figure(interval.value(), interval.low(), interval.high());
    }
}
