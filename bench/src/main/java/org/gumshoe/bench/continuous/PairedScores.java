// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.RefinedScore;

/**
 * Refined scores of the strong model by version, for comparisons of two versions on the passages
 * that both have scored. Later versions cover more books, so the versions' own AUCs are not of the
 * same passages.
 */
final class PairedScores {
    private static final int RESAMPLES = 400;

    private final Map<String, Boolean> labels;
    private final Map<Long, Map<String, RefinedScore>> versions = new ConcurrentHashMap<>();

    /** @param labels by book; books without a label are left out */
    PairedScores(Map<String, Boolean> labels) {
        this.labels = labels;
    }

    void add(String key, RefinedScore row) {
        if (row != null && row.getRole().equals(ModelRole.STRONG.wireName())) {
            versions.computeIfAbsent(row.getVersion(), v -> new ConcurrentHashMap<>())
                    .put(row.getBook(), row);
        }
    }

    /** Returns the books that a version has scored. */
    Set<String> books(long version) {
        return versions.getOrDefault(version, Map.of()).keySet();
    }

    /**
     * Compares two versions.
     *
     * @return AUC of passages by {@code version} minus that by {@code before}, with an interval
     *     over books; empty when the common books have one label
     */
    Optional<Bootstrap.Interval> gain(long before, long version) {
        List<String> books = new ArrayList<>();
        List<Boolean> positive = new ArrayList<>();
        List<Double> earlierScores = new ArrayList<>();
        List<Double> laterScores = new ArrayList<>();
        Map<String, RefinedScore> earlier = versions.getOrDefault(before, Map.of());
        versions.getOrDefault(version, Map.of()).forEach((book, row) -> {
            RefinedScore earlierRow = earlier.get(book);
            if (earlierRow == null || labels.get(book) == null) {
                return;
            }
            for (int i = 0; i < row.getIndices().size(); i++) {
                int j = earlierRow.getIndices().indexOf(row.getIndices().get(i));
                if (j >= 0) {
                    books.add(book);
                    positive.add(labels.get(book));
                    earlierScores.add((double) earlierRow.getPassages().get(j));
                    laterScores.add((double) row.getPassages().get(i));
                }
            }
        });
        if (!positive.contains(true) || !positive.contains(false)) {
            return Optional.empty();
        }
        return Optional.of(Bootstrap.overGroups(
                books.toArray(String[]::new),
                sample -> auc(positive, laterScores, sample) - auc(positive, earlierScores, sample),
                RESAMPLES,
                1));
    }

    private static double auc(List<Boolean> positive, List<Double> scores, int[] sample) {
        boolean[] labels = new boolean[sample.length];
        double[] values = new double[sample.length];
        for (int i = 0; i < sample.length; i++) {
            labels[i] = positive.get(sample[i]);
            values[i] = scores.get(sample[i]);
        }
        return RankingMetrics.auc(labels, values);
    }
}
