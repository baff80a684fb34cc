// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.probe.RegressionTarget;

/**
 * Refinement as section 7 of docs/method.md has it, with arrays over all books and passages: what a
 * refinement over shards is compared with.
 */
final class PlainRefinement {
    private static final List<Integer> MEASURED = List.of(0, 2, 4, 7, 9, 12, 14);

    private final List<BookSums> books;
    private final int layer;
    private final GroupMoments moments;
    private final CrossFittedRidge ridge;
    private final Double prevalenceOrNull;

    CrossFittedProbe probe;
    double reliability;
    double anchor;
    double correlation;
    double change;
    double ldaShare = 1;
    double[] bookScores;
    double[] anchoredScores;
    double[] responsibilities;

    PlainRefinement(List<BookSums> books, int layer, GroupMoments moments, Double prevalenceOrNull) {
        this.books = books;
        this.layer = layer;
        this.moments = moments;
        this.ridge = new CrossFittedRidge(moments, moments);
        this.prevalenceOrNull = prevalenceOrNull;
    }

    /**
     * Refines from the LDA's scores.
     *
     * @param own mean word score of each book; empty without any
     * @param other the same by the other model
     */
    void refine(Map<String, Double> own, Map<String, Double> other) {
        double[] l = anchor(own, other);
        RegressionTarget target = RegressionTarget.empty(moments.width());
        books.forEach(b -> target.add(moments.groupOf(b.book()), b.sumZx(layer), 1, b.sumZ()));
        refine(target, l);
    }

    private void refine(RegressionTarget start, double[] l) {
        RegressionTarget target = start;
        double agreement = Double.NaN;
        for (int round = 0; round < 15; round++) {
            probe = ridge.fit(target);
            bookScores = Statistics.standard(scores(probe), "b");
            if (MEASURED.contains(round)) {
                List<CrossFittedProbe> halves = ridge.fitHalves(target);
                reliability = Statistics.correlation(scores(halves.getFirst()), scores(halves.getLast()));
            }
            if (round == 8) {
                agreement = Statistics.correlation(bookScores, l);
            }
            anchor = AnchorWeight.weight(reliability, round < 8 ? 1 : agreement);
            anchoredScores = new double[l.length];
            for (int i = 0; i < l.length; i++) {
                anchoredScores[i] = (1 - anchor) * bookScores[i] + anchor * l[i];
            }
            double[] before = responsibilities;
            responsibilities = Responsibilities.of(anchoredScores, prevalenceOrNull);
            change = 0;
            target = RegressionTarget.empty(moments.width());
            for (int i = 0; i < l.length; i++) {
                change += before == null ? 0 : Math.abs(responsibilities[i] - before[i]) / l.length;
                BookSums b = books.get(i);
                target.add(
                        moments.groupOf(b.book()), b.sum(layer), responsibilities[i], responsibilities[i] * b.count());
            }
        }
        correlation = Statistics.correlation(bookScores, l);
    }

    private double[] scores(CrossFittedProbe by) {
        return books.stream()
                .mapToDouble(b -> {
                    int fold = moments.foldOf(b.book());
                    return Statistics.dot(by.weights(fold), b.sum(layer)) / b.count() + by.offset(fold);
                })
                .toArray();
    }

    private double[] anchor(Map<String, Double> own, Map<String, Double> other) {
        double[] lda = Statistics.standard(
                books.stream().mapToDouble(b -> Math.log(b.meanScore() + 1e-4)).toArray(), "l");
        if (own.isEmpty()) {
            return lda;
        }
        List<String> shared =
                books.stream().map(BookSums::book).filter(other::containsKey).toList();
        double[] words = Statistics.standard(
                books.stream()
                        .mapToDouble(b -> {
                            double one = standard(own.get(b.book()), shared, own);
                            return shared.isEmpty()
                                    ? own.get(b.book())
                                    : one
                                            + (other.containsKey(b.book())
                                                    ? standard(other.get(b.book()), shared, other)
                                                    : one);
                        })
                        .toArray(),
                "words");
        ldaShare = Math.max(0, Statistics.correlation(words, lda));
        double[] sum = new double[lda.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = words[i] + ldaShare * lda[i];
        }
        return Statistics.standard(sum, "sum");
    }

    private static double standard(double value, List<String> books, Map<String, Double> scores) {
        return standard(value, books.stream().mapToDouble(scores::get).toArray());
    }

    private static double standard(double value, double[] sample) {
        double mean = Statistics.mean(sample);
        return (value - mean)
                / Math.sqrt(
                        Arrays.stream(sample).map(v -> (v - mean) * (v - mean)).sum() / sample.length);
    }

    private double[] jointWords(PassageScorer.Passages passages) {
        Map<String, Double> own = passages.wordScores();
        Map<String, Double> other = passages.otherWordScores();
        List<String> shared =
                books.stream().map(BookSums::book).filter(other::containsKey).toList();
        double[] joint = new double[passages.z().length];
        for (int i = 0; passages.wordsOrNull() != null && i < joint.length; i++) {
            double one = standard(passages.wordsOrNull()[i], shared, own);
            double two = standard(passages.otherWordsOrNull()[i], shared, other);
            joint[i] = one + (Double.isNaN(two) ? one : two);
        }
        return joint;
    }

    /** Returns the refined score of each passage. */
    double[] passageScores(PassageScorer.Passages passages) {
        double[] first = passageScores(passages, probe);
        double[] own = Responsibilities.of(Statistics.standard(first, "u"), prevalenceOrNull);
        RegressionTarget target = RegressionTarget.empty(moments.width());
        List<String> ids = new ArrayList<>(books.stream().map(BookSums::book).toList());
        for (int i = 0; i < own.length; i++) {
            String book = passages.books().get(i);
            target.add(moments.groupOf(book), passages.rows()[i], (own[i] + responsibilities[ids.indexOf(book)]) / 2);
        }
        return passageScores(passages, ridge.fit(target));
    }

    private double[] passageScores(PassageScorer.Passages passages, CrossFittedProbe by) {
        double[] probed = new double[passages.z().length];
        for (int i = 0; i < probed.length; i++) {
            probed[i] = by.score(passages.books().get(i), passages.rows()[i]);
        }
        double[] words = jointWords(passages);
        double[] sum = new double[probed.length];
        for (int i = 0; i < sum.length; i++) {
            double s = standard(probed[i], probed);
            double z = standard(passages.z()[i], passages.z());
            sum[i] = passages.wordsOrNull() == null
                    ? (1 - anchor / 2) * s + anchor / 2 * z
                    : (s + standard(words[i], words) + ldaShare * z) / (2 + ldaShare);
        }
        return sum;
    }
}
