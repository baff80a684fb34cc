// SPDX-License-Identifier: GPL-3.0-or-later

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gumshoe.eval.Bootstrap;
import org.gumshoe.eval.Ranking;
import org.gumshoe.schemas.RefinedScore;

/**
 * Two versions of the strong model's refined scores on the passages that both have scored: versions
 * count ever more books, so their own AUCs are not of the same passages.
 */
final class Paired {
    private static final int DRAWS = 400;

    private final Map<String, Boolean> labels;
    private final Map<Long, Map<String, RefinedScore>> versions = new ConcurrentHashMap<>();

    /** @param labels by book; a book without one is left out */
    Paired(Map<String, Boolean> labels) {
        this.labels = labels;
    }

    void scored(String key, RefinedScore row) {
        if (row != null && row.getRole().equals("strong")) {
            versions.computeIfAbsent(row.getVersion(), v -> new ConcurrentHashMap<>()).put(row.getBook(), row);
        }
    }

    /** Books that this version has scored. */
    Set<String> books(long version) {
        return versions.getOrDefault(version, Map.of()).keySet();
    }

    /**
     * @return AUC of passages by {@code version} minus that by {@code before}, with an interval
     *     over books; empty when the common books are of one kind
     */
    Optional<Bootstrap.Interval> gain(long before, long version) {
        List<String> books = new ArrayList<>();
        List<Boolean> positive = new ArrayList<>();
        List<Double> old = new ArrayList<>();
        List<Double> now = new ArrayList<>();
        Map<String, RefinedScore> former = versions.getOrDefault(before, Map.of());
        versions.getOrDefault(version, Map.of()).forEach((book, row) -> {
            RefinedScore then = former.get(book);
            if (then == null || labels.get(book) == null) {
                return;
            }
            for (int i = 0; i < row.getIndices().size(); i++) {
                int j = then.getIndices().indexOf(row.getIndices().get(i));
                if (j >= 0) {
                    books.add(book);
                    positive.add(labels.get(book));
                    old.add((double) then.getPassages().get(j));
                    now.add((double) row.getPassages().get(i));
                }
            }
        });
        if (!positive.contains(true) || !positive.contains(false)) {
            return Optional.empty();
        }
        return Optional.of(Bootstrap.overGroups(
                books.toArray(String[]::new), drawn -> auc(positive, now, drawn) - auc(positive, old, drawn), DRAWS, 1));
    }

    private static double auc(List<Boolean> positive, List<Double> scores, int[] drawn) {
        boolean[] labels = new boolean[drawn.length];
        double[] values = new double[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            labels[i] = positive.get(drawn[i]);
            values[i] = scores.get(drawn[i]);
        }
        return Ranking.auc(labels, values);
    }
}
