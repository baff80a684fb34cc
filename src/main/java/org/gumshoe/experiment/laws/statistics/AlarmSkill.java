// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.steer.Statistics;

/** Skill of an alarm that flags runs whose value is low. */
public final class AlarmSkill {
    private static final int DRAWS = 300;
    private static final long SEED = 6;

    /** Share of good runs that may be flagged where the threshold is chosen. */
    static final double FALSE_ALARMS = .05;

    private AlarmSkill() {}

    /**
     * Run with its outcome.
     *
     * @param value low in failed runs if the alarm is any good
     * @param choosing whether thresholds may be chosen by it
     */
    public record Run(String concept, boolean choosing, boolean failed, double value) {}

    /** Returns the skill at the reported runs, with the threshold of the choosing ones. */
    public static LawsResults.Alarm of(List<Run> runs) {
        double[] good = runs.stream()
                .filter(r -> r.choosing && !r.failed)
                .mapToDouble(Run::value)
                .toArray();
        double threshold = good.length == 0 ? Double.NaN : threshold(good);
        List<Run> reported = runs.stream().filter(r -> !r.choosing).toList();
        return new LawsResults.Alarm(
                (int) reported.stream().filter(Run::failed).count(),
                (int) reported.stream().filter(r -> !r.failed).count(),
                figure(reported, AlarmSkill::auc),
                threshold,
                figure(reported, r -> share(r, true, threshold)),
                figure(reported, r -> share(r, false, threshold)),
                curve(reported));
    }

    /** Returns the largest threshold below which at most a twentieth of the good runs lie. */
    static double threshold(double[] good) {
        double[] sorted = good.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.floor(FALSE_ALARMS * sorted.length)];
    }

    private static Figure figure(List<Run> runs, ToDoubleFunction<List<Run>> statistic) {
        if (runs.isEmpty()) {
            return new Figure(Double.NaN, Double.NaN, Double.NaN);
        }
        Bootstrap.Interval interval = Bootstrap.overGroups(
                runs.stream().map(Run::concept).toArray(String[]::new),
                drawn -> statistic.applyAsDouble(
                        Arrays.stream(drawn).mapToObj(runs::get).toList()),
                DRAWS,
                SEED);
        return new Figure(interval.value(), interval.low(), interval.high());
    }

    private static double auc(List<Run> runs) {
        boolean[] failed = new boolean[runs.size()];
        double[] score = new double[runs.size()];
        int failures = 0;
        for (int i = 0; i < failed.length; i++) {
            failed[i] = runs.get(i).failed;
            score[i] = -runs.get(i).value;
            failures += failed[i] ? 1 : 0;
        }
        return failures == 0 || failures == failed.length ? Double.NaN : RankingMetrics.auc(failed, score);
    }

    private static double share(List<Run> runs, boolean failed, double threshold) {
        return runs.stream()
                .filter(r -> r.failed == failed)
                .mapToDouble(r -> r.value < threshold ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the ROC curve at the quantiles of all values. */
    private static List<List<Double>> curve(List<Run> runs) {
        double[] values = runs.stream().mapToDouble(Run::value).toArray();
        List<List<Double>> points = new ArrayList<>(List.of(List.of(0., 0.)));
        for (int q = 1; values.length > 0 && q <= 50; q++) {
            double threshold = q == 50 ? Double.POSITIVE_INFINITY : Statistics.quantile(values, q / 50.);
            points.add(List.of(share(runs, false, threshold), share(runs, true, threshold)));
        }
        return points;
    }
}
