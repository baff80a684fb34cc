// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.eval.metrics.WeightedRanking;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.parts.WeakToStrong;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.HalvesResults;

/** Figures of one concept from the scored halves and the labels. */
final class ConceptFigures {
    private static final int DRAWS = 1000;
    private static final long SEED = 1;
    private static final List<String> RECOVERED = List.of(
            "refined-weak", "refined-strong", "words-strong", WeakToStrong.TOPICS_ALONE, "cluster-intersection");
    private static final List<String> BESIDE = List.of(
            "lda",
            "words-strong",
            WeakToStrong.TOPICS_ALONE,
            "refined-weak",
            "mean-difference",
            "ridge-once",
            "cluster-intersection",
            "random-pointer",
            "ceiling");

    private final BookLabels labels;
    private final List<FittedHalf.Scored> halves;
    private final List<String> authors;
    private final AuthorBootstrap bootstrap;

    ConceptFigures(BookLabels labels, List<FittedHalf.Scored> halves) {
        this.labels = labels;
        this.halves = halves;
        this.authors = List.copyOf(new TreeSet<>(halves.stream()
                .flatMap(h -> h.passages().stream())
                .filter(p -> labels.of(p.book()) != null)
                .map(p -> p.book().author())
                .toList()));
        Set<String> positive = positiveAuthors(
                labels,
                halves.stream()
                        .flatMap(h -> h.passages().stream())
                        .map(Corpus.Sampled::book)
                        .toList());
        boolean[] isPositive = new boolean[authors.size()];
        for (int a = 0; a < isPositive.length; a++) {
            isPositive[a] = positive.contains(authors.get(a));
        }
        this.bootstrap = new AuthorBootstrap(isPositive, DRAWS, SEED);
    }

    /** Returns the authors with a positive book. */
    static Set<String> positiveAuthors(BookLabels labels, Collection<Corpus.Labelled> books) {
        return books.stream()
                .filter(labels::isPositive)
                .map(Corpus.Labelled::author)
                .collect(Collectors.toSet());
    }

    HalvesResults.Concept of(YardstickConcept concept, Collection<Corpus.Labelled> books) {
        Map<String, double[]> auc = new LinkedHashMap<>();
        Map<String, double[]> ap = new LinkedHashMap<>();
        Map<String, HalvesResults.Arm> arms = new LinkedHashMap<>();
        for (String arm :
                halves.isEmpty() ? Set.<String>of() : halves.getFirst().scores().keySet()) {
            List<WeightedRanking> passages = rankings(arm, false);
            auc.put(arm, values(passages, r -> r::auc));
            ap.put(arm, values(passages, r -> r::averagePrecision));
            arms.put(
                    arm,
                    new HalvesResults.Arm(
                            AuthorBootstrap.figure(auc.get(arm)),
                            AuthorBootstrap.figure(ap.get(arm)),
                            AuthorBootstrap.figure(values(rankings(arm, true), r -> r::auc)),
                            byHalving(passages)));
        }
        Map<String, Integer> ceilings = new TreeMap<>();
        halves.forEach(h -> ceilings.merge(h.ceiling(), 1, Integer::sum));
        return new HalvesResults.Concept(
                concept.name(),
                concept.use(),
                concept.positive(),
                concept.seeds(),
                (int) books.stream().filter(labels::isPositive).count(),
                positiveAuthors(labels, books).size(),
                halves.size(),
                arms,
                differences(auc),
                differences(ap),
                gapsRecovered(auc),
                gapsRecovered(ap),
                ceilings);
    }

    private static Map<String, Figure> differences(Map<String, double[]> values) {
        Map<String, Figure> differences = new LinkedHashMap<>();
        BESIDE.stream()
                .filter(values::containsKey)
                .forEach(arm -> differences.put(
                        arm, AuthorBootstrap.difference(values.get(FittedHalf.REFINED_STRONG), values.get(arm))));
        return differences;
    }

    private static Map<String, Figure> gapsRecovered(Map<String, double[]> values) {
        Map<String, Figure> recovered = new LinkedHashMap<>();
        RECOVERED.stream()
                .filter(values::containsKey)
                .forEach(arm -> recovered.put(
                        arm,
                        AuthorBootstrap.gapRecovered(
                                values.get(arm), values.get(FittedHalf.LDA), values.get(FittedHalf.CEILING))));
        return recovered;
    }

    private interface Metric {
        ToDoubleFunction<double[]> of(WeightedRanking ranking);
    }

    private double[] values(List<WeightedRanking> rankings, Metric metric) {
        return bootstrap.values(rankings.stream().map(metric::of).toList());
    }

    private List<Double> byHalving(List<WeightedRanking> passages) {
        double[] all = new double[authors.size()];
        Arrays.fill(all, 1);
        Map<Integer, Double> means = IntStream.range(0, halves.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        h -> halves.get(h).halving(),
                        TreeMap::new,
                        Collectors.averagingDouble(h -> passages.get(h).auc(all))));
        return List.copyOf(means.values());
    }

    private List<WeightedRanking> rankings(String arm, boolean byBook) {
        List<WeightedRanking> rankings = new ArrayList<>();
        for (FittedHalf.Scored half : halves) {
            BookLabels labels = half.labels(arm, this.labels);
            Map<String, List<Integer>> units = new TreeMap<>();
            for (int i = 0; i < half.passages().size(); i++) {
                Corpus.Labelled book = half.passages().get(i).book();
                if (labels.of(book) != null) {
                    units.computeIfAbsent(byBook ? book.id() : Integer.toString(i), u -> new ArrayList<>())
                            .add(i);
                }
            }
            List<List<Integer>> members = List.copyOf(units.values());
            boolean[] positive = new boolean[members.size()];
            double[] score = new double[members.size()];
            int[] author = new int[members.size()];
            for (int u = 0; u < members.size(); u++) {
                Corpus.Labelled book =
                        half.passages().get(members.get(u).getFirst()).book();
                positive[u] = labels.isPositive(book);
                author[u] = authors.indexOf(book.author());
                score[u] = members.get(u).stream()
                        .mapToDouble(i -> half.scores().get(arm)[i])
                        .average()
                        .orElseThrow();
            }
            rankings.add(new WeightedRanking(positive, score, author));
        }
        return rankings;
    }
}
