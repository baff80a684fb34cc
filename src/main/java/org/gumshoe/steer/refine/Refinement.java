// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;

/**
 * Self-training of a concept probe, cross-fitted by book and anchored in the LDA as far as the
 * model's own scores are unreliable. It needs no label, prevalence or weight, and of the data only
 * sums: those of each book and the moments of groups of books. Section 7 of docs/method.md has the
 * equations; cross-fitting follows Chernozhukov et al. 2018.
 *
 * <ol>
 * <li>The labels are the LDA's concept scores of the passages, or another {@link Start}.
 * <li>A ridge regression from activations to labels scores each book by weights that never saw it;
 * b is the standardised mean score of a book.
 * <li>The reliability r is the correlation of the book scores of two probes that are fitted on
 * disjoint halves of the other books.
 * <li>The book score is (1 - a) b + a l, where l is the standardised logarithm of the LDA's mean
 * score and the anchor a is sqrt(1 - r), clamped to .2 to .9.
 * <li>The labels are now the responsibilities of the books ({@link Responsibilities#of}), the same
 * for all passages of a book.
 * <li>Steps 2 to 5 are repeated, {@code rounds} times in all.
 * </ol>
 *
 * In the second half of the rounds the anchor is released where a reliable probe disagrees with the
 * LDA: as the correlation of b and l falls from .3 to .2, a goes from its value in step 4 to that
 * value times min(1, 5 (1 - r)), at least .05 ({@link AnchorWeight}). The result then depends less
 * on the LDA that it started from. While they agree, the LDA keeps its weight; and below a
 * reliability of .8 nothing changes, since a probe without an anchor drifts to the largest cluster.
 */
public final class Refinement {
    /**
     * The rounds, counted from 0, in which the reliability is measured anew, beside the last one.
     */
    private static final List<Integer> MEASURED = List.of(0, 2, 4, 7);

    private static final List<Integer> MEASURED_WHEN_RELEASED = List.of(9, 12);

    private final GroupMoments moments;
    private final CrossFittedRidge folds;

    /** Factors the moments once, for any number of refinements of the same passages. */
    public Refinement(GroupMoments moments) {
        this.moments = moments;
        this.folds = new CrossFittedRidge(moments, moments);
    }

    /**
     * Options of a refinement.
     *
     * @param anchorOrNull a fixed weight of the LDA in a book's score, in [0, 1]; null: by
     *     reliability
     * @param prevalenceOrNull a fixed share of books in the cluster; null: unknown
     * @param rounds at least 1
     * @param released whether a reliable probe may move away from the LDA in the second half of the
     *     rounds
     */
    public record Options(Double anchorOrNull, Double prevalenceOrNull, int rounds, boolean released) {
        public static final Options DEFAULT = new Options(null, null, 15, true);

        /**
         * Returns the default options with the share of books in the cluster, or null where it is
         * unknown.
         */
        public static Options of(Double prevalenceOrNull) {
            return new Options(DEFAULT.anchorOrNull, prevalenceOrNull, DEFAULT.rounds, DEFAULT.released);
        }

        /** Options that keep the anchor to the last round. */
        public static final Options ANCHORED = new Options(null, null, 15, false);

        public Options {
            if (rounds < 1 || anchorOrNull != null && !(anchorOrNull >= 0 && anchorOrNull <= 1)) {
                throw new BadInputException("A refinement of " + rounds + " rounds with anchor " + anchorOrNull
                        + " is not possible; choose at least one round and an anchor from 0 to 1.");
            }
        }
    }

    /**
     * Source of the labels of the first round. The anchor is always the concept score in the book
     * sums.
     */
    public sealed interface Start {
        /** Start from the concept score of each passage, as the book sums have it. */
        record Scores() implements Start {}

        /**
         * Start from a label for each book, such as responsibilities that the weak model refined.
         */
        record Books(Map<String, Double> labels) implements Start {}

        /**
         * Start from a linear read-out: the label of a passage is the dot product of its activation
         * with {@code readOut}.
         */
        record ReadOut(float[] readOut) implements Start {}
    }

    /**
     * Diagnosis of a refinement without labels.
     *
     * @param reliability r: below about .6 the probe found nothing stable
     * @param correlation of b with l: below about .25 the cluster is another one than the LDA's
     * @param anchor a, the LDA's weight in the last round
     * @param change mean absolute change of a book's responsibility in the last round: near 0 at a
     *     fixed point
     */
    public record Diagnosis(
            double reliability, double correlation, double anchor, double change, int books, long passages) {}

    /**
     * Result of a refinement.
     *
     * @param responsibilities of each book in the cluster, 0 to 1; directions are made from them
     * @param bookScores b: cross-fitted mean scores, standardised, without the anchor
     * @param anchoredScores (1 - a) b + a l
     * @param firstProbe probe of the first round
     * @param probe probe of the last round
     * @param ldaShare weight of the LDA beside the model's word scores, in [0, 1]
     */
    public record Result(
            Map<String, Double> responsibilities,
            Map<String, Double> bookScores,
            Map<String, Double> anchoredScores,
            CrossFittedProbe firstProbe,
            CrossFittedProbe probe,
            double ldaShare,
            Diagnosis diagnosis) {}

    /**
     * Refines a concept once.
     *
     * @param books sums of every book; empty ones are left out
     * @param moments of the same passages at the same layer
     * @throws BadInputException when books and moments hold different passages, or when the books
     *     are too few or too alike
     */
    public static Result refine(
            Collection<BookSums> books, GroupMoments moments, int layer, Start start, Options options) {
        return new Refinement(moments).refine(books, layer, start, options);
    }

    /**
     * As {@link #refine(Collection, GroupMoments, int, Start, Options)}, with moments that are
     * factored already.
     */
    public Result refine(Collection<BookSums> books, int layer, Start start, Options options) {
        return refine(books, Map.of(), layer, start, options);
    }

    /**
     * As {@link #refine(Collection, int, Start, Options)}, anchored in the words that the model would call
     * the passages, too.
     *
     * @param wordScores mean word score of each book ({@link BookAnchor}); empty when the model was not
     *     asked
     */
    public Result refine(
            Collection<BookSums> books, Map<String, Double> wordScores, int layer, Start start, Options options) {
        TrainingBooks training = TrainingBooks.of(books);
        training.checkSamePassages(moments);
        BookAnchor anchor = BookAnchor.of(training, wordScores);
        double[] l = anchor.scores();
        RegressionTarget target = RegressionTarget.of(start, training.sums(), moments, layer);
        double[] labels = null;
        CrossFittedProbe first = null;
        double reliability = 0;
        double agreement = Double.NaN;
        for (int round = 0, last = options.rounds() - 1; ; round++) {
            CrossFittedProbe probe = folds.fit(target);
            first = first == null ? probe : first;
            double[] b = Statistics.standard(training.scores(probe, layer), "The model's scores");
            if (round == last
                    || MEASURED.contains(round)
                    || options.released() && MEASURED_WHEN_RELEASED.contains(round)) {
                reliability = folds.reliability(target, training, layer);
            }
            boolean mayRelease = options.released() && 2 * round > last;
            if (mayRelease && Double.isNaN(agreement)) {
                // measured once, while the anchor holds: a released probe agrees less with the LDA,
                // which would release it further
                agreement = Statistics.correlation(b, l);
            }
            double a = options.anchorOrNull() != null
                    ? options.anchorOrNull()
                    : AnchorWeight.weight(reliability, mayRelease ? agreement : 1);
            double[] score = new double[b.length];
            for (int i = 0; i < b.length; i++) {
                score[i] = (1 - a) * b[i] + a * l[i];
            }
            double[] refined = Responsibilities.of(score, options.prevalenceOrNull());
            if (round == last) {
                Diagnosis diagnosis = new Diagnosis(
                        reliability,
                        Statistics.correlation(b, l),
                        a,
                        change(labels, refined),
                        training.size(),
                        training.passages());
                return new Result(
                        training.byBook(refined),
                        training.byBook(b),
                        training.byBook(score),
                        first,
                        probe,
                        anchor.ldaShare(),
                        diagnosis);
            }
            labels = refined;
            target = RegressionTarget.ofBooks(training.sums(), moments, layer, labels);
        }
    }

    /**
     * Fits the scorer of single passages, since passages of one book do not all belong to the
     * concept equally. In one more fit the label of a passage is the mean of its book's
     * responsibility and its own by the anchored score so far. It is done once; repeating it
     * changes nothing.
     *
     * @param result of this refinement on the same passages
     */
    public PassageScorer fitPassages(Result result, PassageScorer.Passages passages, Options options) {
        return PassageScorer.fit(result, passages, options.prevalenceOrNull(), folds, moments);
    }

    /**
     * Returns the correlation of the book scores of two refinements, such as those of the weak and
     * the strong model, over the books that both hold.
     */
    public static double agreement(Result one, Result other) {
        List<String> shared = one.bookScores().keySet().stream()
                .filter(other.bookScores()::containsKey)
                .toList();
        return Statistics.correlation(
                shared.stream().mapToDouble(one.bookScores()::get).toArray(),
                shared.stream().mapToDouble(other.bookScores()::get).toArray());
    }

    private static double change(double[] before, double[] after) {
        double sum = 0;
        for (int i = 0; before != null && i < after.length; i++) {
            sum += Math.abs(after[i] - before[i]) / after.length;
        }
        return before == null ? Double.NaN : sum;
    }
}
