// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gumshoe.eval.judge.TextJudge;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Two-sample test by a classifier (Lopez-Paz and Oquab 2017): the AUC with which a classifier that shares
 * nothing with the pipeline tells texts from real passages of the concept, over texts of openings and
 * authors that it was not trained on. Half means not at all, 1 always. It depends on the number of texts,
 * so arms are compared by as many.
 */
final class ToldApart {
    static final Figure UNKNOWN = new Figure(Double.NaN, Double.NaN, Double.NaN);

    private static final int DRAWS = 1000;

    private final List<JudgedText> real;
    private final Function<String, float[]> encoder;

    /**
     * Creates the test.
     *
     * @param real passages; none, where there are none
     * @param encoder of sentences
     */
    ToldApart(List<JudgedText> real, Function<String, float[]> encoder) {
        this.real = real;
        this.encoder = encoder;
    }

    /** Tests the texts of an arm. */
    Figure of(List<JudgedText> texts) {
        return test(texts, real, "opening ", "author ");
    }

    /** Tests real passages against real passages of the same books, which should give a half. */
    Figure ofReal() {
        return test(everySecond(real, 0), everySecond(real, 1), "even ", "odd ");
    }

    static List<JudgedText> everySecond(List<JudgedText> texts, int from) {
        return IntStream.range(0, texts.size())
                .filter(i -> i % 2 == from)
                .mapToObj(texts::get)
                .toList();
    }

    private Figure test(List<JudgedText> texts, List<JudgedText> others, String group, String otherGroup) {
        List<TextJudge.Example> examples = new ArrayList<>();
        texts.forEach(t -> examples.add(new TextJudge.Example(t.text(), true, group + t.opening(), "both")));
        others.forEach(t -> examples.add(new TextJudge.Example(t.text(), false, otherGroup + t.opening(), "both")));
        if (distinct(texts) < 2 || distinct(others) < 2) {
            return UNKNOWN;
        }
        double[] probability =
                TextJudge.train(examples, Set.of(), encoder, 1).quality().heldOut();
        List<Integer> scored = IntStream.range(0, probability.length)
                .filter(i -> !Double.isNaN(probability[i]))
                .boxed()
                .toList();
        Bootstrap.Interval interval = Bootstrap.overGroups(
                scored.stream().map(i -> examples.get(i).group()).toArray(String[]::new),
                drawn -> {
                    int[] cases = IntStream.of(drawn).map(scored::get).toArray();
                    boolean[] labels = new boolean[cases.length];
                    double[] scores = new double[cases.length];
                    for (int i = 0; i < cases.length; i++) {
                        labels[i] = examples.get(cases[i]).positive();
                        scores[i] = probability[cases[i]];
                    }
                    return RankingMetrics.auc(labels, scores);
                },
                DRAWS,
                1);
        return new Figure(interval.value(), interval.low(), interval.high());
    }

    private static long distinct(List<JudgedText> texts) {
        return texts.stream().map(JudgedText::opening).distinct().count();
    }
}
