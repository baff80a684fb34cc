// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/**
 * Tells texts of one kind from others by their words, pairs of words and manner: logistic regression on tf-idf weights and rates of punctuation and function words.
 * It reads no names and no typography. Every group (author) and both kinds weigh the same however many texts they have, and the probability is calibrated on texts
 * of authors that were held out (Platt 1999), so that .5 divides the kinds when both are equally likely.
 */
public final class TextJudge {
    private static final int FOLDS = 5;
    private static final int MIN_GROUPS = 3;
    private static final double PENALTY = 1e-4;
    private static final double CALIBRATION_PENALTY = 1e-6;

    /**
     * @param group texts of one group are never on both sides of a split: the author, or the book when it has none
     */
    public record Example(String text, boolean positive, String group) {}

    /**
     * How well texts of unseen groups are told apart.
     *
     * @param auc over all texts
     * @param heldOut calibrated probability of each example, by a judge that saw none of its group
     */
    public record Quality(double auc, int texts, int positives, int groups, double[] heldOut) {}

    private record Fitted(TfIdf words, Style.Scale style, WeightedLogistic model) {
        SparseRows.Row row(TermBag bag, double[] figures) {
            return words.row(bag).with(words.width(), style.apply(figures));
        }
    }

    private final Set<String> names;
    private final Set<String> masked;
    private final Map<String, Integer> terms;
    private final Fitted fitted;
    private final WeightedLogistic calibration;
    private final Quality quality;

    private TextJudge(
            Set<String> names,
            Set<String> masked,
            Map<String, Integer> terms,
            Fitted fitted,
            WeightedLogistic calibration,
            Quality quality) {
        this.names = names;
        this.masked = masked;
        this.terms = terms;
        this.fitted = fitted;
        this.calibration = calibration;
        this.quality = quality;
    }

    /**
     * Cross-fits over five folds of groups for the quality and the calibration, then fits on all examples.
     *
     * @param masked words in lower case that the judge must not look at; may be empty
     * @param seed of the folds
     * @throws BadInputException when there are fewer than two groups of a kind
     */
    public static TextJudge train(List<Example> examples, Set<String> masked, long seed) {
        int n = examples.size();
        String[] groups = examples.stream().map(Example::group).toArray(String[]::new);
        boolean[] positive = new boolean[n];
        for (int i = 0; i < n; i++) {
            positive[i] = examples.get(i).positive;
        }
        int[] fold = GroupFolds.of(groups, positive, FOLDS, seed);
        Set<String> names =
                JudgeWords.names(examples.stream().map(Example::text).toList());
        TermBag.Index index = new TermBag.Index();
        List<TermBag> bags = new ArrayList<>(n);
        List<double[]> figures = new ArrayList<>(n);
        for (Example example : examples) {
            List<String> words = JudgeWords.of(example.text, names);
            bags.add(index.add(words, masked));
            figures.add(Style.of(words));
        }
        double[] logits = new double[n];
        IntStream.rangeClosed(0, Arrays.stream(fold).max().orElse(0)).parallel().forEach(f -> {
            boolean[] used = new boolean[n];
            for (int i = 0; i < n; i++) {
                used[i] = fold[i] != f;
            }
            Fitted fitted = fit(bags, figures, groups, positive, used, index.size());
            for (int i = 0; i < n; i++) {
                if (!used[i]) {
                    logits[i] = fitted.model.logit(fitted.row(bags.get(i), figures.get(i)));
                }
            }
        });
        boolean[] all = new boolean[n];
        Arrays.fill(all, true);
        WeightedLogistic calibration = calibrate(logits, groups, positive);
        double[] heldOut =
                Arrays.stream(logits).map(l -> probability(calibration, l)).toArray();
        Quality quality = new Quality(
                Ranking.auc(positive, logits),
                n,
                (int) IntStream.range(0, n).filter(i -> positive[i]).count(),
                (int) Arrays.stream(groups).distinct().count(),
                heldOut);
        Fitted last = fit(bags, figures, groups, positive, all, index.size());
        Map<String, Integer> terms = index.numbers().entrySet().stream()
                .filter(e -> last.words.column()[e.getValue()] >= 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new TextJudge(names, Set.copyOf(masked), terms, last, calibration, quality);
    }

    private static Fitted fit(
            List<TermBag> bags,
            List<double[]> figures,
            String[] groups,
            boolean[] positive,
            boolean[] used,
            int terms) {
        TfIdf words = TfIdf.fit(bags, groups, used, terms, MIN_GROUPS);
        Style.Scale style = Style.Scale.of(IntStream.range(0, used.length)
                .filter(i -> used[i])
                .mapToObj(figures::get)
                .toList());
        Fitted unfitted = new Fitted(words, style, null);
        List<SparseRows.Row> rows = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            rows.add(used[i] ? unfitted.row(bags.get(i), figures.get(i)) : SparseRows.Row.EMPTY);
        }
        SparseRows matrix = SparseRows.of(rows, words.width() + Style.SIZE);
        return new Fitted(
                words, style, WeightedLogistic.fit(matrix, positive, weights(groups, positive, used), PENALTY));
    }

    private static WeightedLogistic calibrate(double[] logits, String[] groups, boolean[] positive) {
        List<SparseRows.Row> rows = new ArrayList<>();
        for (double logit : logits) {
            rows.add(new SparseRows.Row(new int[] {0}, new float[] {(float) logit}));
        }
        boolean[] all = new boolean[logits.length];
        Arrays.fill(all, true);
        return WeightedLogistic.fit(
                SparseRows.of(rows, 1), positive, weights(groups, positive, all), CALIBRATION_PENALTY);
    }

    /** Sums to 1 for each kind; groups weigh the same within a kind, texts the same within a group. */
    private static double[] weights(String[] groups, boolean[] positive, boolean[] used) {
        Map<String, Integer> sizes = new HashMap<>();
        int[] groupsOf = new int[2];
        for (int i = 0; i < used.length; i++) {
            if (used[i] && sizes.merge(groups[i] + positive[i], 1, Integer::sum) == 1) {
                groupsOf[positive[i] ? 1 : 0]++;
            }
        }
        double[] weights = new double[used.length];
        for (int i = 0; i < used.length; i++) {
            weights[i] = used[i] ? 1.0 / sizes.get(groups[i] + positive[i]) / groupsOf[positive[i] ? 1 : 0] : 0;
        }
        return weights;
    }

    /** Never turns the ranking around: a judge without skill says .5. */
    private static double probability(WeightedLogistic calibration, double logit) {
        double slope = Math.max(0, calibration.weights()[0]);
        return WeightedLogistic.sigmoid(slope * logit + (slope > 0 ? calibration.intercept() : 0));
    }

    /** Probability that the text is of the kind, if half of all texts were. */
    public double probability(String text) {
        List<String> words = JudgeWords.of(text, names);
        TermBag bag = TermBag.bag(words, masked, terms::get);
        return probability(calibration, fitted.model.logit(fitted.row(bag, Style.of(words))));
    }

    public Quality quality() {
        return quality;
    }
}
