// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.metrics.RankingMetrics;

/**
 * Ceiling of the yardstick: the best of several supervised readers, which may use the labels of the
 * fitted half. The best is chosen by inner folds of that half's authors alone, and is then fitted on
 * the whole half.
 *
 * @param reader the best one
 * @param innerAuc its mean passage AUC over the inner folds
 */
public record SupervisedCeiling(LinearReader reader, double innerAuc, ReaderFeatures features, double[] weights) {
    private static final int FOLDS = 4;
    private static final long SEED = 5;

    /**
     * Chooses and fits the ceiling.
     *
     * @param features of all passages of the fitted half
     * @param authors of these passages
     * @param labels of these passages; null for borderline ones, which are left out
     * @throws BadInputException when fewer than two authors have a positive passage
     */
    public static SupervisedCeiling choose(ReaderFeatures features, String[] authors, Boolean[] labels) {
        return choose(LinearReader.all(features.layers()), features, authors, labels);
    }

    /** As {@link #choose(ReaderFeatures, String[], Boolean[])}, from some readers alone. */
    public static SupervisedCeiling choose(
            List<LinearReader> readers, ReaderFeatures features, String[] authors, Boolean[] labels) {
        int[] labelled =
                IntStream.range(0, labels.length).filter(i -> labels[i] != null).toArray();
        int[] fold = folds(authors, labels);
        LinearReader best = null;
        double bestAuc = Double.NEGATIVE_INFINITY;
        for (LinearReader reader : readers) {
            double auc = innerAuc(reader, features, labelled, labels, fold);
            if (auc > bestAuc) {
                best = reader;
                bestAuc = auc;
            }
        }
        return new SupervisedCeiling(best, bestAuc, features, best.fit(features, labelled, labels));
    }

    /**
     * Scores passages of the other half.
     *
     * @param rows at the reader's layer, [passage][dimension]
     */
    public double[] scores(float[][] rows) {
        return Arrays.stream(rows)
                .mapToDouble(row -> features.score(reader.layer(), weights, row))
                .toArray();
    }

    private static double innerAuc(
            LinearReader reader, ReaderFeatures features, int[] labelled, Boolean[] labels, int[] fold) {
        return IntStream.range(0, Arrays.stream(fold).max().orElseThrow() + 1)
                .mapToDouble(f -> {
                    double[] weights = reader.fit(
                            features,
                            Arrays.stream(labelled).filter(i -> fold[i] != f).toArray(),
                            labels);
                    int[] held =
                            Arrays.stream(labelled).filter(i -> fold[i] == f).toArray();
                    boolean[] positive = new boolean[held.length];
                    double[] score = new double[held.length];
                    for (int i = 0; i < held.length; i++) {
                        positive[i] = labels[held[i]];
                        score[i] = features.score(reader.layer(), weights, held[i]);
                    }
                    return RankingMetrics.auc(positive, score);
                })
                .average()
                .orElseThrow();
    }

    /** Deals authors to folds, positive ones first, so that each fold has one; all of an author together. */
    static int[] folds(String[] authors, Boolean[] labels) {
        List<String> positive = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (int i = 0; i < authors.length; i++) {
            if (Boolean.TRUE.equals(labels[i]) && !positive.contains(authors[i])) {
                positive.add(authors[i]);
            }
        }
        for (String author : authors) {
            if (!positive.contains(author) && !other.contains(author)) {
                other.add(author);
            }
        }
        int folds = Math.min(FOLDS, Math.min(positive.size(), other.size()));
        if (folds < 2) {
            throw new BadInputException("The ceiling needs two positive authors and two others in a half; there are "
                    + positive.size() + " and " + other.size() + ".");
        }
        Collections.shuffle(positive, new Random(SEED));
        Collections.shuffle(other, new Random(SEED));
        return Arrays.stream(authors)
                .mapToInt(a -> (positive.contains(a) ? positive.indexOf(a) : other.indexOf(a)) % folds)
                .toArray();
    }
}
