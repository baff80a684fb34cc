// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.gumshoe.experiment.halves.AuthorBootstrap;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;

/** Negative of each concept, and each pair of concepts at once, from scores of unseen authors' passages. */
final class CombinationFigures {
    private static final int LEAST_BOOKS = 3;

    private final LawSetting setting;
    private final FoldScores scores;

    CombinationFigures(LawSetting setting, FoldScores scores) {
        this.setting = setting;
        this.scores = scores;
    }

    LawsResults.Combinations result() {
        List<LawsResults.Negative> negatives = setting.concepts().stream()
                .map(YardstickConcept::name)
                .map(this::negative)
                .toList();
        List<LawsResults.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < setting.concepts().size(); i++) {
            for (int j = 0; j < i; j++) {
                LawsResults.Pair pair = pair(
                        setting.concepts().get(j).name(),
                        setting.concepts().get(i).name());
                if (pair.books() >= LEAST_BOOKS) {
                    pairs.add(pair);
                }
            }
        }
        return new LawsResults.Combinations(negatives, pairs);
    }

    private LawsResults.Negative negative(String concept) {
        ConceptRanking not = new ConceptRanking(setting, book -> {
            Boolean label = setting.labels().get(concept).of(book);
            return label == null ? null : !label;
        });
        double[] turned = Arrays.stream(scores.of(concept, FoldScores.STRONG))
                .map(v -> -v)
                .toArray();
        return new LawsResults.Negative(
                concept,
                AuthorBootstrap.figure(not.auc(List.of(turned))),
                AuthorBootstrap.figure(not.auc(List.of(scores.of(concept, FoldScores.OPPOSITE)))));
    }

    private LawsResults.Pair pair(String one, String other) {
        ConceptRanking both = new ConceptRanking(
                setting,
                ConceptRanking.both(setting.labels().get(one), setting.labels().get(other)));
        ConceptRanking first = new ConceptRanking(setting, one);
        ConceptRanking second = new ConceptRanking(setting, other);
        double[] ofOne = scores.of(one, FoldScores.STRONG);
        double[] ofOther = scores.of(other, FoldScores.STRONG);
        double[] sum = combined(ofOne, ofOther, Double::sum);
        double[] least = combined(ofOne, ofOther, Math::min);
        int books = (int) setting.corpus().books().stream()
                .filter(b -> setting.labels().get(one).isPositive(b)
                        && setting.labels().get(other).isPositive(b))
                .count();
        boolean isBetter = first(both, ofOne) >= first(both, ofOther);
        return new LawsResults.Pair(
                one,
                other,
                books,
                figure(both, sum, books),
                figure(both, least, books),
                figure(both, isBetter ? ofOne : ofOther, books),
                AuthorBootstrap.difference(first.auc(List.of(ofOne)), first.auc(List.of(sum))),
                AuthorBootstrap.difference(second.auc(List.of(ofOther)), second.auc(List.of(sum))));
    }

    private static double first(ConceptRanking ranking, double[] scores) {
        return ranking.plainAuc(scores, p -> true);
    }

    private static Figure figure(ConceptRanking ranking, double[] scores, int books) {
        return books < LEAST_BOOKS
                ? new Figure(Double.NaN, Double.NaN, Double.NaN)
                : AuthorBootstrap.figure(ranking.auc(List.of(scores)));
    }

    private static double[] combined(double[] one, double[] other, DoubleBinaryOperator by) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> by.applyAsDouble(one[i], other[i]))
                .toArray();
    }
}
