// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.eval.metrics.WeightedRanking;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.halves.AuthorBootstrap;

/** Ranking of passages against the labels of a concept, with a bootstrap over authors that all arms share. */
final class ConceptRanking {
    static final int DRAWS = 300;
    private static final long SEED = 1;

    private final List<Corpus.Sampled> passages;
    private final Boolean[] label;
    private final int authors;

    /** Number of each passage's author. */
    private final int[] author;

    private final AuthorBootstrap bootstrap;

    ConceptRanking(LawSetting setting, String concept) {
        this(setting, book -> setting.labels().get(concept).of(book));
    }

    /** Creates a ranking against any labels of books; null for a book that is not scored. */
    ConceptRanking(LawSetting setting, Function<Corpus.Labelled, Boolean> labels) {
        this.passages = setting.passages();
        this.label = passages.stream().map(p -> labels.apply(p.book())).toArray(Boolean[]::new);
        List<String> names = setting.authors();
        this.authors = names.size();
        this.author = passages.stream()
                .mapToInt(p -> names.indexOf(p.book().author()))
                .toArray();
        boolean[] positive = new boolean[authors];
        for (int i = 0; i < label.length; i++) {
            positive[author[i]] |= Boolean.TRUE.equals(label[i]);
        }
        this.bootstrap = new AuthorBootstrap(positive, DRAWS, SEED);
    }

    /** Returns labels of books with both concepts. */
    static Function<Corpus.Labelled, Boolean> both(BookLabels one, BookLabels other) {
        return book ->
                one.of(book) == null || other.of(book) == null ? null : one.isPositive(book) && other.isPositive(book);
    }

    /** Returns the mean AUC of several score arrays, for all authors and then for each draw. */
    double[] auc(List<double[]> scores) {
        return values(scores, (ranking, w) -> ranking.auc(w));
    }

    /** Returns the mean average precision. */
    double[] averagePrecision(List<double[]> scores) {
        return values(scores, (ranking, w) -> ranking.averagePrecision(w));
    }

    /** Returns the AUC over some of the passages, for all authors alike. */
    double plainAuc(double[] scores, Predicate<Corpus.Sampled> wanted) {
        double[] all = new double[authors];
        Arrays.fill(all, 1);
        return ranking(scores, wanted).auc(all);
    }

    /** Returns whether a passage is labelled, and positive. */
    Boolean label(int passage) {
        return label[passage];
    }

    /** Returns the share of positive passages among the best of those that have a score. */
    double[] precisionAt(List<double[]> scores, double kept) {
        List<ToDoubleFunction<double[]>> statistics = new ArrayList<>();
        for (double[] one : scores) {
            Integer[] order = order(one);
            statistics.add(w -> {
                double all = Arrays.stream(order).mapToDouble(i -> weight(w, i)).sum();
                double taken = 0;
                double hits = 0;
                for (int i : order) {
                    taken += weight(w, i);
                    hits += label[i] ? weight(w, i) : 0;
                    if (taken >= kept * all) {
                        break;
                    }
                }
                return hits / taken;
            });
        }
        return bootstrap.values(statistics);
    }

    /** Returns the labelled passages that have a score, best first. */
    Integer[] order(double[] scores) {
        Integer[] order = IntStream.range(0, scores.length)
                .filter(i -> label[i] != null && Double.isFinite(scores[i]))
                .boxed()
                .toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
        return order;
    }

    private double weight(double[] w, int passage) {
        return w[author[passage]];
    }

    private double[] values(List<double[]> scores, BiFunction<WeightedRanking, double[], Double> metric) {
        List<ToDoubleFunction<double[]>> statistics = new ArrayList<>();
        for (double[] one : scores) {
            WeightedRanking ranking = ranking(one, p -> true);
            statistics.add(w -> metric.apply(ranking, w));
        }
        return bootstrap.values(statistics);
    }

    private WeightedRanking ranking(double[] scores, Predicate<Corpus.Sampled> wanted) {
        int[] known = IntStream.range(0, scores.length)
                .filter(i -> label[i] != null && Double.isFinite(scores[i]) && wanted.test(passages.get(i)))
                .toArray();
        boolean[] positive = new boolean[known.length];
        double[] score = new double[known.length];
        int[] group = new int[known.length];
        for (int i = 0; i < known.length; i++) {
            positive[i] = label[known[i]];
            score[i] = scores[known[i]];
            group[i] = author[known[i]];
        }
        return new WeightedRanking(positive, score, group);
    }
}
