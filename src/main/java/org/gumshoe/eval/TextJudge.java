// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Tells texts of one kind from others. It looks at words and pairs of words by tf-idf and, when it is given a sentence encoder, at encodings, with a logistic
 * regression on each; their logits on texts of held-out groups are combined by a third, which also calibrates the probability (Platt 1999; stacking, Wolpert 1992), so
 * that .5 divides the kinds when both are equally likely. It reads no names and no typography. Both kinds weigh the same, and a group counts by the square root of
 * its number of texts.
 */
public final class TextJudge {
    private static final int FOLDS = 5;
    private static final double STACK_PENALTY = 1e-4;

    /**
     * @param group texts of one group are never on both sides of a split: the author, or the book when it has none
     * @param source corpus: where a source has both kinds they weigh the same in it, so that its manner does not tell the kind
     */
    public record Example(String text, boolean positive, String group, String source) {}

    /**
     * How well texts of unseen groups are told apart.
     *
     * @param auc over all texts
     * @param wordsAuc by words alone
     * @param heldOut calibrated probability of each example, by a judge that saw none of its group
     */
    public record Quality(double auc, double wordsAuc, int texts, int positives, int groups, double[] heldOut) {}

    private record Part(JudgeView.Fitted view, WeightedLogistic model) {}

    private final Set<String> names;
    private final List<Part> parts;
    private final WeightedLogistic stack;
    private final Quality quality;

    private TextJudge(Set<String> names, List<Part> parts, WeightedLogistic stack, Quality quality) {
        this.names = names;
        this.parts = parts;
        this.stack = stack;
        this.quality = quality;
    }

    /**
     * Cross-fits over five folds of groups for the quality and the calibration, then fits on all examples.
     *
     * @param masked words in lower case that the judge must not look at; may be empty
     * @param encoder of a text, such as {@link SentenceEncoder#encode}, or null to judge by words alone. It cannot look away from masked words, so a judge with such
     *     words should have none.
     * @param seed of the folds
     * @throws org.gumshoe.BadInputException when there are fewer than two groups of a kind
     */
    public static TextJudge train(
            List<Example> examples, Set<String> masked, Function<String, float[]> encoder, long seed) {
        int n = examples.size();
        String[] groups = examples.stream().map(Example::group).toArray(String[]::new);
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = examples.get(i).positive;
        }
        int[] fold = GroupFolds.of(groups, positive, FOLDS, seed);
        Set<String> names =
                JudgeWords.names(examples.stream().map(Example::text).toList());
        List<List<String>> texts =
                examples.stream().map(e -> JudgeWords.of(e.text, names)).toList();
        List<JudgeView> views = new ArrayList<>();
        views.add(new JudgeView.OfWords(texts, Set.copyOf(masked)));
        if (encoder != null) {
            views.add(new JudgeView.OfEncodings(texts, encoder));
        }
        double[][] logits = new double[n][views.size()];
        int folds = Arrays.stream(fold).max().orElse(0) + 1;
        IntStream.range(0, folds * views.size()).parallel().forEach(job -> {
            int view = job / folds;
            boolean[] used = new boolean[n];
            for (int i = 0; i < n; i++) {
                used[i] = fold[i] != job % folds;
            }
            Part part = fit(views.get(view), examples, groups, positive, used);
            for (int i = 0; i < n; i++) {
                if (!used[i]) {
                    logits[i][view] = part.model.logit(part.view.row(i));
                }
            }
        });
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        List<SparseRows.Row> rows =
                Arrays.stream(logits).map(l -> SparseRows.Row.EMPTY.with(0, l)).toList();
        WeightedLogistic stack = WeightedLogistic.fit(
                SparseRows.of(rows, views.size()), positive, weights(examples, all), STACK_PENALTY);
        double[] combined = rows.stream().mapToDouble(stack::logit).toArray();
        Quality quality = new Quality(
                Ranking.auc(positive, combined),
                Ranking.auc(
                        positive, Arrays.stream(logits).mapToDouble(l -> l[0]).toArray()),
                n,
                (int) IntStream.range(0, n).filter(i -> positive[i]).count(),
                (int) Arrays.stream(groups).distinct().count(),
                Arrays.stream(combined).map(WeightedLogistic::sigmoid).toArray());
        List<Part> parts =
                views.stream().map(view -> fit(view, examples, groups, positive, all)).toList();
        return new TextJudge(names, parts, stack, quality);
    }

    private static Part fit(
            JudgeView view, List<Example> examples, String[] groups, boolean[] positive, boolean[] used) {
        JudgeView.Fitted fitted = view.fit(groups, used);
        List<SparseRows.Row> rows = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            rows.add(used[i] ? fitted.row(i) : SparseRows.Row.EMPTY);
        }
        return new Part(
                fitted,
                WeightedLogistic.fit(
                        SparseRows.of(rows, fitted.width()),
                        positive,
                        weights(examples, used),
                        view.penalty()));
    }

    private static double[] weights(List<Example> examples, boolean[] used) {
        Map<String, Double> sizes = new HashMap<>();
        for (int i = 0; i < used.length; i++) {
            Example e = examples.get(i);
            sizes.merge(e.group + "|" + e.positive, used[i] ? 1. : 0, Double::sum);
        }
        double[] weights = new double[used.length];
        for (int i = 0; i < used.length; i++) {
            Example e = examples.get(i);
            weights[i] = used[i] ? 1 / Math.sqrt(sizes.get(e.group + "|" + e.positive)) : 0;
        }
        balance(examples, weights, e -> e.source);
        balance(examples, weights, e -> "");
        return weights;
    }

    /** Gives both kinds half of a stratum's weight each; a stratum of one kind stays as it is. */
    private static void balance(List<Example> examples, double[] weights, Function<Example, String> stratum) {
        Map<String, double[]> sums = new HashMap<>();
        for (int i = 0; i < weights.length; i++) {
            Example e = examples.get(i);
            sums.computeIfAbsent(stratum.apply(e), s -> new double[2])[e.positive ? 1 : 0] += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            Example e = examples.get(i);
            double[] sum = sums.get(stratum.apply(e));
            if (sum[0] > 0 && sum[1] > 0) {
                weights[i] *= (sum[0] + sum[1]) / 2 / sum[e.positive ? 1 : 0];
            }
        }
    }

    /** Probability that the text is of the kind, if half of all texts were. */
    public double probability(String text) {
        List<String> tokens = JudgeWords.of(text, names);
        double[] logits = parts.stream()
                .mapToDouble(part -> part.model.logit(part.view.row(tokens)))
                .toArray();
        return WeightedLogistic.sigmoid(stack.logit(SparseRows.Row.EMPTY.with(0, logits)));
    }

    public Quality quality() {
        return quality;
    }
}
