// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.text.Passages;

/**
 * Tells texts of one kind from others. It looks at words and pairs of words by tf-idf and, when it
 * is given a sentence encoder, at encodings, with a logistic regression on each; their logits on
 * texts of held-out groups are combined by a third, which also calibrates the probability (Platt
 * 1999; stacking, Wolpert 1992), so that .5 divides the kinds when both are equally likely. It
 * reads no names and no typography. Both kinds weigh the same, and a group counts by the square
 * root of its number of texts.
 */
public final class TextJudge {
    private static final int FOLDS = 5;
    private static final int ENCODED = 48;
    private static final double STACK_PENALTY = 1e-4;

    /**
     * @param group texts of one group are never on both sides of a split: the author, or the book
     *     when it has none
     * @param source corpus: where a source has both kinds they weigh the same in it, so that its
     *     manner does not tell the kind
     */
    public record Example(String text, boolean positive, String group, String source) {}

    /**
     * How well texts of unseen groups are told apart.
     *
     * @param auc over the {@code texts} that were judged
     * @param wordsAuc the same by words alone
     * @param sources AUC inside each source that has both kinds
     * @param heldOut calibrated probability of each example, by a judge that saw none of its group;
     *     NaN where it was not judged
     */
    public record Quality(
            double auc,
            double wordsAuc,
            Map<String, Double> sources,
            int texts,
            int positives,
            int groups,
            double[] heldOut) {}

    private record Part(JudgeFeatures.Fitted view, WeightedLogisticRegression model) {}

    private final List<Part> parts;
    private final WeightedLogisticRegression stack;
    private final Quality quality;

    private TextJudge(List<Part> parts, WeightedLogisticRegression stack, Quality quality) {
        this.parts = parts;
        this.stack = stack;
        this.quality = quality;
    }

    /**
     * Cross-fits over five folds of groups for the quality and the calibration, then fits on all
     * examples.
     *
     * @param masked words in lower case that the judge must not look at; may be empty
     * @param encoder of a text, such as {@link org.gumshoe.lm.SentenceEncoder#encode}, or null to
     *     judge by words alone. It cannot look away from masked words, so a judge with such words
     *     should have none. At most 48 texts of a group are encoded and judged, spread evenly over
     *     those given; the words learn from all.
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
        int[] fold = StratifiedGroupKFold.of(groups, positive, FOLDS, seed);
        List<String> texts = examples.stream().map(Example::text).toList();
        boolean[] judged = encoder == null ? all(n) : spread(groups);
        List<JudgeFeatures> views = new ArrayList<>();
        views.add(new JudgeFeatures.OfWords(texts, Set.copyOf(masked)));
        if (encoder != null) {
            views.add(new JudgeFeatures.OfEncodings(texts, judged, encoder));
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
                if (fold[i] == job % folds && judged[i]) {
                    logits[i][view] = part.model.logit(part.view.row(i));
                }
            }
        });
        List<SparseRows.Row> rows =
                Arrays.stream(logits).map(l -> SparseRows.Row.EMPTY.with(0, l)).toList();
        WeightedLogisticRegression stack = WeightedLogisticRegression.fit(
                SparseRows.of(rows, views.size()), positive, ExampleWeights.of(examples, judged), STACK_PENALTY);
        List<Part> parts = views.stream()
                .map(view -> fit(view, examples, groups, positive, all(n)))
                .toList();
        double[] combined = rows.stream().mapToDouble(stack::logit).toArray();
        double[] words = Arrays.stream(logits).mapToDouble(l -> l[0]).toArray();
        return new TextJudge(parts, stack, quality(examples, judged, positive, words, combined));
    }

    private static Quality quality(
            List<Example> examples, boolean[] judged, boolean[] positive, double[] words, double[] combined) {
        int[] cases = IntStream.range(0, judged.length).filter(i -> judged[i]).toArray();
        Map<String, Double> sources = new TreeMap<>();
        for (String source : examples.stream().map(Example::source).distinct().toList()) {
            int[] own = Arrays.stream(cases)
                    .filter(i -> examples.get(i).source.equals(source))
                    .toArray();
            long positives = Arrays.stream(own).filter(i -> positive[i]).count();
            if (positives > 0 && positives < own.length) {
                sources.put(source, auc(own, positive, combined));
            }
        }
        return new Quality(
                auc(cases, positive, combined),
                auc(cases, positive, words),
                sources,
                cases.length,
                (int) Arrays.stream(cases).filter(i -> positive[i]).count(),
                (int) examples.stream().map(Example::group).distinct().count(),
                IntStream.range(0, judged.length)
                        .mapToDouble(i -> judged[i] ? WeightedLogisticRegression.sigmoid(combined[i]) : Double.NaN)
                        .toArray());
    }

    private static double auc(int[] cases, boolean[] positive, double[] scores) {
        boolean[] labels = new boolean[cases.length];
        for (int i = 0; i < cases.length; i++) {
            labels[i] = positive[cases[i]];
        }
        return RankingMetrics.auc(
                labels, Arrays.stream(cases).mapToDouble(i -> scores[i]).toArray());
    }

    private static boolean[] all(int n) {
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        return all;
    }

    private static boolean[] spread(String[] groups) {
        Map<String, Integer> sizes = new HashMap<>();
        for (String group : groups) {
            sizes.merge(group, 1, Integer::sum);
        }
        Map<String, Integer> seen = new HashMap<>();
        boolean[] chosen = new boolean[groups.length];
        for (int i = 0; i < groups.length; i++) {
            int index = seen.merge(groups[i], 1, Integer::sum) - 1;
            chosen[i] = Passages.sampled(index, sizes.get(groups[i]), ENCODED);
        }
        return chosen;
    }

    private static Part fit(
            JudgeFeatures view, List<Example> examples, String[] groups, boolean[] positive, boolean[] used) {
        boolean[] seen = new boolean[used.length];
        for (int i = 0; i < used.length; i++) {
            seen[i] = used[i] && view.has(i);
        }
        JudgeFeatures.Fitted fitted = view.fit(groups, seen);
        List<SparseRows.Row> rows = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            rows.add(seen[i] ? fitted.row(i) : SparseRows.Row.EMPTY);
        }
        return new Part(
                fitted,
                WeightedLogisticRegression.fit(
                        SparseRows.of(rows, fitted.width()),
                        positive,
                        ExampleWeights.of(examples, seen),
                        view.penalty()));
    }

    /** Probability that the text is of the kind, if half of all texts were. */
    public double probability(String text) {
        double[] logits = parts.stream()
                .mapToDouble(part -> part.model.logit(part.view.row(text)))
                .toArray();
        return WeightedLogisticRegression.sigmoid(stack.logit(SparseRows.Row.EMPTY.with(0, logits)));
    }

    public Quality quality() {
        return quality;
    }
}
