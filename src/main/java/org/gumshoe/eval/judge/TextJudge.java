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
import org.gumshoe.text.words.Passages;
import smile.util.SparseArray;

/**
 * A binary text classifier. It fits a logistic regression on tf-idf of unigrams and bigrams and, if
 * it is given a sentence encoder, another one on embeddings. A third one is fitted on their
 * cross-validated logits; it combines them (stacking, Wolpert 1992) and calibrates the probability
 * (Platt 1999). Names and typography are masked. {@link ExampleWeights} balances the classes, so
 * the threshold is .5.
 */
public final class TextJudge {
    private static final int FOLDS = 5;
    private static final int ENCODED_PER_GROUP = 48;
    private static final double STACK_PENALTY = 1e-4;

    /**
     * A labelled text.
     *
     * @param group texts of one group are never on both sides of a split: the author, or the book
     *     if it has no author
     * @param source the corpus; classes are balanced within a source that has both, so that the
     *     style of a corpus does not predict the class
     */
    public record Example(String text, boolean positive, String group, String source) {}

    /**
     * The cross-validated quality of a judge.
     *
     * @param auc AUC over the {@code texts} that were scored
     * @param wordsAuc the same by words only
     * @param sources AUC within each source that has both classes
     * @param texts number of texts that were scored
     * @param positives number of positives among them
     * @param groups number of groups of all examples
     * @param heldOut calibrated probability of each example by a judge that was not trained on its
     *     group; NaN if it was not scored
     */
    public record Quality(
            double auc,
            double wordsAuc,
            Map<String, Double> sources,
            int texts,
            int positives,
            int groups,
            double[] heldOut) {}

    private record Component(JudgeFeatures.Fitted features, WeightedLogisticRegression model) {}

    private final List<Component> components;
    private final List<List<Component>> componentsOfFolds;
    private final Map<String, Integer> foldOfGroup;
    private final WeightedLogisticRegression stack;
    private final Quality quality;

    private TextJudge(
            List<Component> components,
            List<List<Component>> componentsOfFolds,
            Map<String, Integer> foldOfGroup,
            WeightedLogisticRegression stack,
            Quality quality) {
        this.components = components;
        this.componentsOfFolds = componentsOfFolds;
        this.foldOfGroup = foldOfGroup;
        this.stack = stack;
        this.quality = quality;
    }

    /**
     * Trains a judge: five-fold cross-validation over groups for the quality and the calibration,
     * then a fit on all examples.
     *
     * @param masked lower-case words that the judge ignores; may be empty
     * @param encoder sentence encoder such as {@link org.gumshoe.lm.SentenceEncoder#encode}, or
     *     null for words only. It does not mask words, so it should be null if words are masked. At
     *     most 48 texts of a group, spread evenly, are encoded and scored; words are learned from
     *     all texts.
     * @param seed random seed of the folds
     * @throws org.gumshoe.BadInputException if a class has fewer than two groups
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
        boolean[] scored = encoder == null ? all(n) : spread(groups);
        List<JudgeFeatures> extractors = new ArrayList<>();
        extractors.add(new JudgeFeatures.Ngrams(texts, Set.copyOf(masked)));
        if (encoder != null) {
            extractors.add(new JudgeFeatures.Embeddings(texts, scored, encoder));
        }
        double[][] logits = new double[n][extractors.size()];
        int folds = Arrays.stream(fold).max().orElse(0) + 1;
        Component[][] ofFolds = new Component[folds][extractors.size()];
        IntStream.range(0, folds * extractors.size()).parallel().forEach(job -> {
            int extractor = job / folds;
            boolean[] used = new boolean[n];
            for (int i = 0; i < n; i++) {
                used[i] = fold[i] != job % folds;
            }
            Component component = fit(extractors.get(extractor), examples, groups, positive, used);
            ofFolds[job % folds][extractor] = component;
            for (int i = 0; i < n; i++) {
                if (fold[i] == job % folds && scored[i]) {
                    logits[i][extractor] = component.model.logit(component.features.row(i));
                }
            }
        });
        List<SparseArray> rows =
                Arrays.stream(logits).map(WeightedLogisticRegression::row).toList();
        WeightedLogisticRegression stack = WeightedLogisticRegression.fit(
                rows, extractors.size(), positive, ExampleWeights.of(examples, scored), STACK_PENALTY);
        List<Component> components = extractors.stream()
                .map(extractor -> fit(extractor, examples, groups, positive, all(n)))
                .toList();
        double[] combined = rows.stream().mapToDouble(stack::logit).toArray();
        double[] words = Arrays.stream(logits).mapToDouble(l -> l[0]).toArray();
        Map<String, Integer> foldOfGroup = new HashMap<>();
        for (int i = 0; i < n; i++) {
            foldOfGroup.put(groups[i], fold[i]);
        }
        return new TextJudge(
                components,
                Arrays.stream(ofFolds).map(List::of).toList(),
                foldOfGroup,
                stack,
                quality(examples, scored, positive, words, combined));
    }

    private static Quality quality(
            List<Example> examples, boolean[] scored, boolean[] positive, double[] words, double[] combined) {
        int[] cases = IntStream.range(0, scored.length).filter(i -> scored[i]).toArray();
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
                IntStream.range(0, scored.length)
                        .mapToDouble(i -> scored[i] ? WeightedLogisticRegression.sigmoid(combined[i]) : Double.NaN)
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
            chosen[i] = Passages.sampled(index, sizes.get(groups[i]), ENCODED_PER_GROUP);
        }
        return chosen;
    }

    private static Component fit(
            JudgeFeatures extractor, List<Example> examples, String[] groups, boolean[] positive, boolean[] used) {
        boolean[] seen = new boolean[used.length];
        for (int i = 0; i < used.length; i++) {
            seen[i] = used[i] && extractor.has(i);
        }
        JudgeFeatures.Fitted fitted = extractor.fit(groups, seen);
        List<SparseArray> rows = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            rows.add(seen[i] ? fitted.row(i) : new SparseArray());
        }
        return new Component(
                fitted,
                WeightedLogisticRegression.fit(
                        rows, fitted.width(), positive, ExampleWeights.of(examples, seen), extractor.penalty()));
    }

    /** Returns the probability that a text is positive, at equal prior class probabilities. */
    public double probability(String text) {
        return probability(text, components);
    }

    /** Returns the same by classifiers that were trained on no text of a group. */
    public double probability(String text, String group) {
        Integer fold = foldOfGroup.get(group);
        return probability(text, fold == null ? components : componentsOfFolds.get(fold));
    }

    private double probability(String text, List<Component> by) {
        double[] logits = by.stream()
                .mapToDouble(component -> component.model.logit(component.features.row(text)))
                .toArray();
        return WeightedLogisticRegression.sigmoid(stack.logit(WeightedLogisticRegression.row(logits)));
    }

    public Quality quality() {
        return quality;
    }
}
