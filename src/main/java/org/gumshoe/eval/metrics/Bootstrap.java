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
 * Percentile bootstrap (Efron 1979) that draws whole groups: passages of a book, or texts of an
 * opening, are not independent of one another.
 */
public final class Bootstrap {
    private Bootstrap() {}

    /**
     * @param value the statistic of all cases
     * @param low 2.5 % quantile of its draws
     * @param high 97.5 % quantile
     */
    public record Interval(double value, double low, double high) {}

    /**
     * @param groups the group of each case
     * @param statistic of the cases with these indices (repeated as drawn)
     * @param draws in which the statistic cannot be formed ({@link BadInputException}, as without a
     *     positive, or NaN) are left out
     * @throws BadInputException when no case, or the statistic of all cases cannot be formed
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

    /** How well scores rank the positives, such as {@link RankingMetrics#auc}. */
    public interface OfRanking {
        double of(boolean[] positive, double[] score);
    }

    /** As {@link #overGroups}, of a ranking. */
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
