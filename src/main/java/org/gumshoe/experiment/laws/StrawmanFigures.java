// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.experiment.halves.AuthorBootstrap;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import smile.math.matrix.Matrix;

/**
 * Strawman that the project rejects, beside everything else: keep the passages that the topic model
 * scores highest. At equal cost, every arm keeps as many. The topic model's precision has a ceiling.
 */
final class StrawmanFigures {
    private static final List<Double> KEPT = List.of(.05, .075, .1, .15, .2, .25, .3, .4, .5, .6, .8, 1.);
    private static final List<String> ARMS = List.of(
            FoldScores.LDA,
            FoldScores.TOPICS_ALONE,
            FoldScores.WEAK,
            FoldScores.STRONG,
            FoldScores.LABELS,
            FoldScores.RANDOM);

    private StrawmanFigures() {}

    static LawsResults.Strawman of(LawSetting setting, String concept, FoldScores scores) {
        ConceptRanking ranking = new ConceptRanking(setting, concept);
        Map<String, List<Figure>> precision = new LinkedHashMap<>();
        Map<String, List<double[]>> values = new LinkedHashMap<>();
        for (String arm : ARMS) {
            List<double[]> byCut = KEPT.stream()
                    .map(k -> ranking.precisionAt(List.of(scores.of(concept, arm)), k))
                    .toList();
            values.put(arm, byCut);
            precision.put(arm, byCut.stream().map(AuthorBootstrap::figure).toList());
        }
        double[] ceiling = IntStream.rangeClosed(0, ConceptRanking.DRAWS)
                .mapToDouble(d -> values.get(FoldScores.LDA).stream()
                        .mapToDouble(v -> v[d])
                        .max()
                        .orElseThrow())
                .toArray();
        return new LawsResults.Strawman(
                concept,
                precision.get(FoldScores.LDA).getLast().value(),
                AuthorBootstrap.figure(ceiling),
                KEPT,
                precision,
                plane(setting, ranking, scores.of(concept, FoldScores.LDA), scores.of(concept, FoldScores.STRONG)));
    }

    /** Returns the labelled passages; both filters pick as many as are positive. */
    private static List<LawsResults.PlanePoint> plane(
            LawSetting setting, ConceptRanking ranking, double[] lda, double[] refined) {
        Integer[] order = ranking.order(refined);
        int positives = (int) Arrays.stream(order).filter(i -> ranking.label(i)).count();
        Set<Integer> byRefined = Set.of(Arrays.copyOf(order, positives));
        Set<Integer> byLda = Set.of(Arrays.copyOf(ranking.order(lda), positives));
        double[][] x =
                standardised(setting.activations().strong().at(setting.strong().refined()), order);
        double[] contrast = new double[x[0].length];
        for (int r = 0; r < x.length; r++) {
            double weight = ranking.label(order[r]) ? 1. / positives : -1. / (order.length - positives);
            for (int d = 0; d < contrast.length; d++) {
                contrast[d] += weight * x[r][d];
            }
        }
        double[] across = project(x, contrast);
        Matrix.SVD svd = Matrix.of(x).svd(true, true);
        double[] along = new double[x.length];
        for (int r = 0; r < x.length; r++) {
            along[r] = svd.U.get(r, 0) * svd.s[0];
        }
        List<LawsResults.PlanePoint> points = new ArrayList<>();
        for (int r = 0; r < x.length; r++) {
            points.add(new LawsResults.PlanePoint(
                    across[r],
                    along[r],
                    ranking.label(order[r]),
                    byLda.contains(order[r]),
                    byRefined.contains(order[r])));
        }
        return points;
    }

    private static double[][] standardised(float[][] rows, Integer[] order) {
        int width = rows[0].length;
        double[][] x = new double[order.length][width];
        for (int d = 0; d < width; d++) {
            int column = d;
            double mean = Arrays.stream(order)
                    .mapToDouble(i -> rows[i][column])
                    .average()
                    .orElseThrow();
            double deviation = Math.sqrt(Arrays.stream(order)
                    .mapToDouble(i -> (rows[i][column] - mean) * (rows[i][column] - mean))
                    .average()
                    .orElseThrow());
            for (int r = 0; r < order.length; r++) {
                x[r][d] = deviation > 0 ? (rows[order[r]][d] - mean) / deviation : 0;
            }
        }
        return x;
    }

    /** Projects the rows on a direction, which is then taken out of them. */
    private static double[] project(double[][] x, double[] direction) {
        double norm = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
        double[] on = new double[x.length];
        for (int r = 0; r < x.length; r++) {
            for (int d = 0; d < direction.length; d++) {
                on[r] += x[r][d] * direction[d] / norm;
            }
            for (int d = 0; d < direction.length; d++) {
                x[r][d] -= on[r] * direction[d] / norm;
            }
        }
        return on;
    }
}
