// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.results.ExperimentResults;

/**
 * Scoring of rankings of passages and books against their labels, without borderline books.
 * Bootstrap intervals draw whole books.
 */
final class LabelScoring {
    private static final int DRAWS = 1000;
    private static final long SEED = 1;

    private LabelScoring() {}

    private record Judged(String[] books, boolean[] positive, double[] score) {
        ExperimentResults.Figure figure(Bootstrap.OfRanking statistic) {
            Bootstrap.Interval interval = Bootstrap.ofRanking(books, positive, score, statistic, DRAWS, SEED);
            return new ExperimentResults.Figure(interval.value(), interval.low(), interval.high());
        }
    }

    static double passageAuc(List<Corpus.Sampled> passages, double[] scores) {
        Judged judged = judged(passages, scores);
        return RankingMetrics.auc(judged.positive, judged.score);
    }

    static double bookAuc(List<Corpus.Sampled> passages, double[] scores) {
        Judged books = books(judged(passages, scores));
        return RankingMetrics.auc(books.positive, books.score);
    }

    static ExperimentResults.ArmScores arm(List<Corpus.Sampled> passages, double[] scores) {
        Judged judged = judged(passages, scores);
        Judged books = books(judged);
        return new ExperimentResults.ArmScores(
                judged.figure(RankingMetrics::auc),
                judged.figure(RankingMetrics::averagePrecision),
                books.figure(RankingMetrics::auc),
                books.figure(RankingMetrics::averagePrecision),
                judged.figure(RankingMetrics::precisionAtPositives));
    }

    private static Judged judged(List<Corpus.Sampled> passages, double[] scores) {
        int[] kept = java.util.stream.IntStream.range(0, scores.length)
                .filter(i -> passages.get(i).isLabelled())
                .toArray();
        String[] books = new String[kept.length];
        boolean[] positive = new boolean[kept.length];
        double[] score = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            Corpus.Labelled book = passages.get(kept[i]).book();
            books[i] = book.id();
            positive[i] = book.positive();
            score[i] = scores[kept[i]];
        }
        return new Judged(books, positive, score);
    }

    private static Judged books(Judged passages) {
        Map<String, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < passages.books.length; i++) {
            members.computeIfAbsent(passages.books[i], b -> new ArrayList<>()).add(i);
        }
        String[] books = members.keySet().toArray(String[]::new);
        boolean[] positive = new boolean[books.length];
        double[] score = new double[books.length];
        for (int b = 0; b < books.length; b++) {
            List<Integer> own = members.get(books[b]);
            positive[b] = passages.positive[own.getFirst()];
            score[b] =
                    own.stream().mapToDouble(i -> passages.score[i]).average().orElseThrow();
        }
        return new Judged(books, positive, score);
    }
}
