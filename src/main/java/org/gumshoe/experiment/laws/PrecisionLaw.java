// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.experiment.halves.AuthorBootstrap;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.laws.statistics.ConceptMeans;
import org.gumshoe.experiment.laws.statistics.PowerLaw;
import org.gumshoe.experiment.laws.statistics.RankCorrelation;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.steer.Statistics;

/**
 * Law 1: how precision beyond the pointer grows with the number of unlabelled books, on books of authors
 * that nothing was fitted on.
 */
final class PrecisionLaw {
    static final String MEAN = "mean";
    static final List<String> ARMS = List.of(
            FoldScores.LDA,
            FoldScores.WORDS,
            FoldScores.TOPICS_ALONE,
            FoldScores.WEAK,
            FoldScores.STRONG,
            FoldScores.RANDOM,
            FoldScores.LABELS);

    private final LawSetting setting;
    private final Map<Integer, List<FoldScores>> scores;

    /** AUC values by concept, arm and number of books: for all authors, then for each draw. */
    private final Map<String, Map<String, Map<Integer, double[]>>> auc = new LinkedHashMap<>();

    private final Map<String, Map<String, Map<Integer, double[]>>> ap = new LinkedHashMap<>();

    PrecisionLaw(LawSetting setting, Map<Integer, List<FoldScores>> scores) {
        this.setting = setting;
        this.scores = scores;
        for (YardstickConcept c : setting.concepts()) {
            ConceptRanking ranking = new ConceptRanking(setting, c.name());
            for (String arm : ARMS) {
                scores.forEach((n, draws) -> {
                    List<double[]> found = draws.stream()
                            .map(d -> d.of(c.name(), arm))
                            .filter(s -> Arrays.stream(s).anyMatch(Double::isFinite))
                            .toList();
                    cell(auc, c.name(), arm).put(n, ranking.auc(found));
                    cell(ap, c.name(), arm).put(n, ranking.averagePrecision(found));
                });
            }
        }
    }

    private static Map<Integer, double[]> cell(
            Map<String, Map<String, Map<Integer, double[]>>> of, String concept, String arm) {
        return of.computeIfAbsent(concept, c -> new LinkedHashMap<>()).computeIfAbsent(arm, a -> new LinkedHashMap<>());
    }

    LawsResults.Precision result() {
        List<LawsResults.Curve> curves = new ArrayList<>();
        for (YardstickConcept c : setting.concepts()) {
            for (String arm : ARMS) {
                curves.add(new LawsResults.Curve(
                        c.name(),
                        c.use().name().toLowerCase(Locale.ROOT),
                        arm,
                        points(arm, c.name(), auc.get(c.name()), ap.get(c.name()))));
            }
        }
        Map<String, Map<Integer, double[]>> meanAuc = means(auc);
        Map<String, Map<Integer, double[]>> meanAp = means(ap);
        Map<String, Figure> exponents = new LinkedHashMap<>();
        for (String arm : ARMS) {
            curves.add(new LawsResults.Curve(MEAN, "report", arm, points(arm, null, meanAuc, meanAp)));
            exponents.put(arm, exponent(meanAuc.get(arm)));
        }
        return new LawsResults.Precision(FoldFits.FOLDS, curves, exponents, gains(meanAuc));
    }

    private Map<String, Map<Integer, double[]>> means(Map<String, Map<String, Map<Integer, double[]>>> of) {
        Map<String, Map<Integer, double[]>> means = new LinkedHashMap<>();
        for (String arm : ARMS) {
            Map<Integer, double[]> byBooks = new LinkedHashMap<>();
            scores.keySet()
                    .forEach(n -> byBooks.put(
                            n,
                            ConceptMeans.of(setting.reported().stream()
                                    .map(c -> of.get(c).get(arm).get(n))
                                    .toList())));
            means.put(arm, byBooks);
        }
        return means;
    }

    private List<LawsResults.Point> points(
            String arm,
            String conceptOrNull,
            Map<String, Map<Integer, double[]>> byAuc,
            Map<String, Map<Integer, double[]>> byAp) {
        int most = scores.keySet().stream().mapToInt(n -> n).max().orElseThrow();
        double[] ceiling = byAuc.get(FoldScores.LABELS).get(most);
        boolean isEnd = arm.equals(FoldScores.LDA) || arm.equals(FoldScores.LABELS);
        return scores.keySet().stream()
                .map(n -> {
                    double[] values = byAuc.get(arm).get(n);
                    double[] lda = byAuc.get(FoldScores.LDA).get(n);
                    return new LawsResults.Point(
                            n,
                            fits(n, arm, conceptOrNull),
                            AuthorBootstrap.figure(values),
                            AuthorBootstrap.figure(byAp.get(arm).get(n)),
                            isEnd
                                    ? new Figure(Double.NaN, Double.NaN, Double.NaN)
                                    : AuthorBootstrap.gapRecovered(values, lda, ceiling));
                })
                .toList();
    }

    private int fits(int n, String arm, String conceptOrNull) {
        return scores.get(n).stream()
                .mapToInt(d -> conceptOrNull != null
                        ? d.fits(conceptOrNull, arm)
                        : setting.reported().stream()
                                .mapToInt(c -> d.fits(c, arm))
                                .sum())
                .sum();
    }

    private static Figure exponent(Map<Integer, double[]> byBooks) {
        double[] n = byBooks.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        List<double[]> values = List.copyOf(byBooks.values());
        return AuthorBootstrap.figure(IntStream.range(0, values.getFirst().length)
                .mapToDouble(d -> PowerLaw.fit(
                                n, values.stream().mapToDouble(v -> 1 - v[d]).toArray())
                        .p())
                .toArray());
    }

    private LawsResults.Gains gains(Map<String, Map<Integer, double[]>> meanAuc) {
        Map<Integer, Figure> difference = new LinkedHashMap<>();
        scores.keySet()
                .forEach(n -> difference.put(
                        n,
                        AuthorBootstrap.difference(
                                meanAuc.get(FoldScores.STRONG).get(n),
                                meanAuc.get(FoldScores.WEAK).get(n))));
        Map<String, Map<Integer, Figure>> spread = new LinkedHashMap<>();
        for (String arm : List.of(
                FoldScores.LDA, FoldScores.WEAK, FoldScores.STRONG, FoldScores.TOPICS_ALONE, FoldScores.RANDOM)) {
            Map<Integer, Figure> byBooks = new LinkedHashMap<>();
            scores.forEach((n, draws) -> {
                if (draws.size() > 1) {
                    byBooks.put(n, spread(draws, arm));
                }
            });
            spread.put(arm, byBooks);
        }
        int most = scores.keySet().stream().mapToInt(n -> n).max().orElseThrow();
        FoldScores all = scores.get(most).getFirst();
        List<String> known =
                setting.concepts().stream().map(YardstickConcept::name).toList();
        return new LawsResults.Gains(
                difference,
                spread,
                RankCorrelation.of(
                        "1 - agreement",
                        "strong - weak",
                        known.stream()
                                .mapToDouble(c -> 1 - all.agreement(c, FoldScores.STRONG))
                                .toArray(),
                        known.stream()
                                .mapToDouble(c -> auc.get(c)
                                                .get(FoldScores.STRONG)
                                                .get(most)[0]
                                        - auc.get(c).get(FoldScores.WEAK).get(most)[0])
                                .toArray()));
    }

    /** Returns 1 - correlation of the passages' scores from the first two draws of books, over all concepts. */
    private Figure spread(List<FoldScores> draws, String arm) {
        List<double[]> byConcept = setting.concepts().stream()
                .map(c -> {
                    double[] one = draws.get(0).of(c.name(), arm);
                    double[] other = draws.get(1).of(c.name(), arm);
                    int[] both = IntStream.range(0, one.length)
                            .filter(i -> Double.isFinite(one[i]) && Double.isFinite(other[i]))
                            .toArray();
                    double value = 1
                            - Statistics.correlation(
                                    Arrays.stream(both).mapToDouble(i -> one[i]).toArray(),
                                    Arrays.stream(both)
                                            .mapToDouble(i -> other[i])
                                            .toArray());
                    double[] same = new double[ConceptRanking.DRAWS + 1];
                    Arrays.fill(same, value);
                    return same;
                })
                .toList();
        return AuthorBootstrap.figure(ConceptMeans.of(byConcept));
    }
}
