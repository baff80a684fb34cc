// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.gumshoe.steer.ClusterIntersection;
import org.gumshoe.steer.CrossFit;
import org.gumshoe.steer.Responsibilities;

/**
 * Does the strong model know the notion better than the LDA that pointed at it? Everything, the LDA as well, is fitted on some authors and scored on others.
 * Scores of different folds are made comparable by mean and deviation of the fitted side, which needs no label.
 */
final class WeakToStrong {
    /** One side that everything is fitted on, and one that it is scored on. */
    interface Fold {
        Reading fitted();

        Reading unseen();

        /** Concept scores of the passages of either side by an LDA that read the fitted books alone. */
        double[] lda(Reading side);
    }

    private final int weakLayer;
    private final int strongLayer;

    WeakToStrong(int weakLayer, int strongLayer) {
        this.weakLayer = weakLayer;
        this.strongLayer = strongLayer;
    }

    Results.WeakToStrong run(List<? extends Fold> folds, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        List<Map<String, double[]>> byFold = folds.parallelStream()
                .map(fold -> {
                    Map<String, double[]> scores = scores(fold);
                    progress.step("weak to strong, folds of authors", done.incrementAndGet(), folds.size());
                    return scores;
                })
                .toList();
        List<Corpus.Sampled> scored =
                folds.stream().flatMap(f -> f.unseen().passages().stream()).toList();
        Map<String, Results.ArmScores> arms = new LinkedHashMap<>();
        for (String arm : byFold.getFirst().keySet()) {
            double[] scores = byFold.stream()
                    .flatMapToDouble(f -> Arrays.stream(f.get(arm)))
                    .toArray();
            arms.put(arm, Scoring.arm(scored, scores));
        }
        return new Results.WeakToStrong(
                arms,
                recovered(arms, a -> a.passageAuc().value()),
                recovered(arms, a -> a.passageAp().value()));
    }

    private static double recovered(Map<String, Results.ArmScores> arms, ToDoubleFunction<Results.ArmScores> of) {
        double lda = of.applyAsDouble(arms.get("lda"));
        return (of.applyAsDouble(arms.get("refined-strong")) - lda) / (of.applyAsDouble(arms.get("ceiling")) - lda);
    }

    private Map<String, double[]> scores(Fold fold) {
        Reading fitted = fold.fitted();
        Reading unseen = fold.unseen();
        double[] z = fold.lda(fitted);
        Pair pair = Pair.of(fitted, weakLayer, strongLayer);
        Pair.Notion notion = pair.refine(z);
        Map<String, Double> byLda = Responsibilities.ofBooks(Space.meanByBook(fitted.passages(), z), null);
        ClusterIntersection cluster = ClusterIntersection.find(pair.strong().sums(z), byLda, strongLayer, 1);

        float[][] weakRows = unseen.weak().at(weakLayer);
        float[][] strongRows = unseen.strong().at(strongLayer);
        Scored strong = new Scored(pair.strong(), strongRows);
        Map<String, double[]> scores = new LinkedHashMap<>();
        scores.put("lda", standard(fold.lda(unseen), z));
        scores.put(
                "mean-difference", strong.by(pair.strong().readOut(pair.strong().between(byLda))));
        scores.put("ridge-once", strong.by(pair.strong().once(z)));
        scores.put(
                "refined-weak",
                new Scored(pair.weak(), weakRows).by(notion.weak().passageScores()));
        scores.put("translated", strong.by(pair.strong().readOut(notion.translated())));
        scores.put("refined-strong", strong.by(notion.strong().passageScores()));
        scores.put("cluster-intersection", strong.by(pair.strong().once(z, cluster.members())));
        scores.put("ceiling", strong.by(pair.strong().supervised()));
        return scores;
    }

    private record Scored(Space fitted, float[][] unseen) {
        double[] by(CrossFit fit) {
            return standard(Arrays.stream(unseen).mapToDouble(fit::scoreUnseen).toArray(), fitted.scores(fit));
        }

        double[] by(float[] readOut) {
            return standard(dots(unseen, readOut), dots(fitted.rows(), readOut));
        }
    }

    private static double[] dots(float[][] rows, float[] readOut) {
        return Arrays.stream(rows)
                .mapToDouble(row -> {
                    double sum = 0;
                    for (int i = 0; i < row.length; i++) {
                        sum += (double) row[i] * readOut[i];
                    }
                    return sum;
                })
                .toArray();
    }

    private static double[] standard(double[] values, double[] fitted) {
        double mean = Arrays.stream(fitted).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(fitted)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
        return Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
    }
}
