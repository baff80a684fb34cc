// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.gumshoe.BadInputException;

/**
 * A percentile bootstrap (Efron 1979) that resamples whole groups, since passages of one book, or
 * texts with one opening, are not independent.
 */
public final class Bootstrap {
    private Bootstrap() {}

    /**
     * A 95 % confidence interval.
     *
     * @param value the statistic of all cases
     * @param low 2.5 % quantile over resamples; NaN if the statistic is undefined in all
     * @param high 97.5 % quantile
     */
    public record Interval(double value, double low, double high) {}

    /**
     * Computes the interval of a statistic.
     *
     * @param groups the group of each case
     * @param statistic the statistic of the cases with the given indices, which repeat if a group
     *     was drawn repeatedly; it returns NaN or throws {@link BadInputException} where it is
     *     undefined, as a ranking metric is without a positive case
     * @param draws number of resamples; those in which the statistic is undefined are left out
     * @throws BadInputException if there is no case, or if the statistic of all cases throws it
     */
    public static Interval overGroups(String[] groups, ToDoubleFunction<int[]> statistic, int draws, long seed) {
        if (groups.length == 0) {
            throw new BadInputException("There is no case to draw from; give at least one.");
        }
        Map<String, List<Integer>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < groups.length; i++) {
            byGroup.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
        }
        List<int[]> members = byGroup.values().stream()
                .map(g -> g.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        int[] all = new int[groups.length];
        Arrays.setAll(all, i -> i);
        double value = statistic.applyAsDouble(all);
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[draws];
        int kept = 0;
        for (int d = 0; d < draws; d++) {
            List<int[]> drawn = new ArrayList<>();
            for (int g = 0; g < members.size(); g++) {
                drawn.add(members.get(random.nextInt(members.size())));
            }
            double v;
            try {
                v = statistic.applyAsDouble(
                        drawn.stream().flatMapToInt(Arrays::stream).toArray());
            } catch (BadInputException e) {
                continue;
            }
            if (!Double.isNaN(v)) {
                values[kept++] = v;
            }
        }
        if (kept == 0) {
            return new Interval(value, Double.NaN, Double.NaN);
        }
        double[] sorted = Arrays.copyOf(values, kept);
        Arrays.sort(sorted);
        return new Interval(value, quantile(sorted, .025), quantile(sorted, .975));
    }

    /** A ranking metric such as {@link RankingMetrics#auc}. */
    public interface OfRanking {
        double of(boolean[] positive, double[] score);
    }

    /** Computes the interval of a ranking metric; see {@link #overGroups}. */
    public static Interval ofRanking(
            String[] groups, boolean[] positive, double[] score, OfRanking statistic, int draws, long seed) {
        return overGroups(
                groups,
                drawn -> {
                    boolean[] labels = new boolean[drawn.length];
                    double[] scores = new double[drawn.length];
                    for (int i = 0; i < drawn.length; i++) {
                        labels[i] = positive[drawn[i]];
                        scores[i] = score[drawn[i]];
                    }
                    return statistic.of(labels, scores);
                },
                draws,
                seed);
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
}
