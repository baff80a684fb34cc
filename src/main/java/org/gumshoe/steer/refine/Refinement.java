// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;

/**
 * How the notion outgrows the LDA: self-training, cross-fitted by book, anchored in the LDA as far
 * as the model's own scores are unreliable. It needs no label, no prevalence and no weight, and of
 * the data only sums: those of each book and the moments of groups of books.
 *
 * <ol>
 * <li>The labels are the LDA's scores of the passages, or another {@link Start}.
 * <li>A ridge from activations to labels scores each book by a model that never saw it; b is the
 * standardised mean score of a book.
 * <li>Reliability r is the correlation of the book scores of two models fitted on disjoint halves
 * of the other books.
 * <li>score = (1 - a) b + a l, where l is the standardised logarithm of the LDA's mean score and a
 * = sqrt(1 - r), within .2 to .9.
 * <li>The labels are the responsibilities of the books ({@link Responsibilities#of}), the same for
 * all passages of a book.
 * <li>Again from 2, {@code rounds} times. In the second half of the rounds the anchor is released
 * where a reliable notion has left the LDA behind: a becomes sqrt(1 - r) min(1, 5 (1 - r)), at
 * least .05, as the correlation of b and l falls from .75 to .5. So the end no longer depends on
 * which LDA pointed. An LDA that the notion agrees with keeps its say; below a reliability of .8
 * nothing changes, since a notion without an anchor drifts to the largest cluster.
 * </ol>
 *
 * Source: the project's design, "Refinement"; cross-fitting after Chernozhukov et al. 2018.
 */
public final class Refinement {
    /** A single passage's LDA score is a noisier witness than the mean of its book's. */
    private static final double OF_PASSAGES = .5;

    /** The rounds in which the reliability is measured anew, beside the last. */
    private static final List<Integer> MEASURED = List.of(0, 2, 4, 7);

    private static final List<Integer> MEASURED_WHEN_RELEASED = List.of(9, 12);

    private final GroupMoments moments;
    private final CrossFittedRidge folds;

    /** Factors the moments once, for any number of runs on the same passages. */
    public Refinement(GroupMoments moments) {
        this.moments = moments;
        this.folds = new CrossFittedRidge(
                moments,
                scale(moments),
                CrossFittedRidge.RIDGE_PER_PASSAGE * moments.sum(g -> true).n());
    }

    /**
     * @param anchorOrNull the LDA's weight in a book's score if the user fixes it, in [0, 1]
     * @param prevalenceOrNull the share of books in the cluster if the user fixes it
     * @param rounds at least 1
     * @param released whether a reliable notion may leave the LDA behind
     */
    public record Options(Double anchorOrNull, Double prevalenceOrNull, int rounds, boolean released) {
        public static final Options DEFAULT = new Options(null, null, 15, true);

        /** The default, with the share of books in the cluster where somebody knows it. */
        public static Options of(Double prevalenceOrNull) {
            return new Options(DEFAULT.anchorOrNull, prevalenceOrNull, DEFAULT.rounds, DEFAULT.released);
        }

        /** The recipe of the project's design: anchored to the end. */
        public static final Options ANCHORED = new Options(null, null, 15, false);

        public Options {
            if (rounds < 1 || anchorOrNull != null && !(anchorOrNull >= 0 && anchorOrNull <= 1)) {
                throw new BadInputException("A refinement of " + rounds + " rounds with anchor " + anchorOrNull
                        + " is not possible; take at least one round and an anchor from 0 to 1.");
            }
        }
    }

    /**
     * Where the labels of the first round come from. The anchor is always the concept score in the
     * book sums.
     */
    public sealed interface Start {
        /** The concept score of each passage, as the book sums hold it. */
        record Scores() implements Start {}

        /** A label for each book, such as responsibilities refined in the weak model. */
        record Books(Map<String, Double> labels) implements Start {}

        /**
         * A linear read-out of the activations: the label of a passage is its dot product with
         * {@code readOut}.
         */
        record ReadOut(float[] readOut) implements Start {}
    }

    /**
     * What can be known without labels.
     *
     * @param reliability r: below about .6 nothing stable was found
     * @param correlation of b with l: below about .25 it is another cluster than the LDA's
     * @param anchor a, the LDA's weight in the last round
     * @param change mean absolute change of a book's responsibility in the last round: near 0 at a
     *     fixed point
     */
    public record Diagnosis(
            double reliability, double correlation, double anchor, double change, int books, long passages) {}

    /**
     * @param responsibilities of the books in the cluster, 0 to 1: what directions are made from
     * @param bookScores b: cross-fitted mean score, standardised, without the anchor
     * @param anchoredScores (1 - a) b + a l
     * @param firstPass scores by the models of the first round
     * @param passageScores scores by the models of the last round
     */
    public record Result(
            Map<String, Double> responsibilities,
            Map<String, Double> bookScores,
            Map<String, Double> anchoredScores,
            CrossFittedProbe firstPass,
            CrossFittedProbe passageScores,
            Diagnosis diagnosis) {}

    /**
     * @param books sums of every book at {@code layer}; empty ones are left out
     * @param moments of the same passages at the same layer
     * @throws BadInputException when the two hold different passages, or the books are too few or
     *     too alike
     */
    public static Result run(
            Collection<BookSums> books, GroupMoments moments, int layer, Start start, Options options) {
        return new Refinement(moments).run(books, layer, start, options);
    }

    /**
     * As {@link #run(Collection, GroupMoments, int, Start, Options)}, with moments that are
     * factored already.
     */
    public Result run(Collection<BookSums> books, int layer, Start start, Options options) {
        List<BookSums> sums = sorted(books);
        checkSamePassages(sums, moments);
        double[] lda = Responsibilities.logScore(
                sums.stream().mapToDouble(BookSums::meanScore).toArray());
        RegressionTarget target = RegressionTarget.of(start, sums, moments, layer);
        double[] labels = null;
        CrossFittedProbe first = null;
        double reliability = 0;
        double agreed = Double.NaN;
        for (int round = 0, last = options.rounds() - 1; ; round++) {
            CrossFittedProbe fit = folds.fit(target);
            first = first == null ? fit : first;
            double[] b = Statistics.standard(bookScores(fit, sums, layer), "The model's scores");
            if (round == last
                    || MEASURED.contains(round)
                    || options.released() && MEASURED_WHEN_RELEASED.contains(round)) {
                reliability = reliability(target, sums, layer);
            }
            boolean mayRelease = options.released() && 2 * round > last;
            if (mayRelease && Double.isNaN(agreed)) {
                // once, while the anchor holds: a notion that has let go agrees less, and would let
                // go the more
                agreed = Statistics.correlation(b, lda);
            }
            double a = options.anchorOrNull() != null
                    ? options.anchorOrNull()
                    : AnchorWeight.weight(reliability, mayRelease ? agreed : 1);
            double[] score = new double[b.length];
            for (int i = 0; i < b.length; i++) {
                score[i] = (1 - a) * b[i] + a * lda[i];
            }
            double[] refined = Responsibilities.of(score, options.prevalenceOrNull());
            if (round == last) {
                Diagnosis diagnosis = new Diagnosis(
                        reliability,
                        Statistics.correlation(b, lda),
                        a,
                        change(labels, refined),
                        b.length,
                        passages(sums));
                return new Result(byBook(sums, refined), byBook(sums, b), byBook(sums, score), first, fit, diagnosis);
            }
            labels = refined;
            target = RegressionTarget.ofBooks(sums, moments, layer, labels);
        }
    }

    /**
     * The last step: passages of one book are not equally of its kind. One more fit, in which a
     * passage's label is the mean of its book's responsibility and of its own, by the anchored
     * score that it has so far; once, since a second turn only repeats the first.
     *
     * @param result of this refinement on the same passages
     */
    public PassageScorer passages(Result result, PassageScorer.Passages passages, Options options) {
        double anchor = result.diagnosis().anchor() * OF_PASSAGES;
        PassageScorer byBooks = PassageScorer.of(result.passageScores(), passages, anchor);
        double[] scores = IntStream.range(0, passages.rows().length)
                .mapToDouble(i -> byBooks.score(passages.books().get(i), passages.rows()[i], passages.z()[i]))
                .toArray();
        double[] labels =
                Responsibilities.of(Statistics.standard(scores, "The passages' scores"), options.prevalenceOrNull());
        for (int i = 0; i < labels.length; i++) {
            labels[i] =
                    (labels[i] + result.responsibilities().get(passages.books().get(i))) / 2;
        }
        return PassageScorer.of(folds.fit(RegressionTarget.ofPassages(passages, moments, labels)), passages, anchor);
    }

    /**
     * Ridge on true labels with the same folds: the ceiling that a refinement is measured against.
     *
     * @param labels 0 or 1 for each labelled book
     * @param labelled moments of the passages of the labelled books alone
     * @param all moments of all passages, which set the scale of each dimension
     */
    public static CrossFittedProbe supervised(
            Collection<BookSums> books,
            Map<String, Double> labels,
            GroupMoments labelled,
            GroupMoments all,
            int layer) {
        List<BookSums> sums =
                sorted(books).stream().filter(b -> labels.containsKey(b.book())).toList();
        checkSamePassages(sums, labelled);
        double[] t = sums.stream().mapToDouble(b -> labels.get(b.book())).toArray();
        if (Arrays.stream(t).distinct().count() < 2) {
            throw new BadInputException(
                    "All " + t.length + " labelled books have the same label; label some of the other kind.");
        }
        double ridge = CrossFittedRidge.RIDGE_PER_PASSAGE * all.sum(g -> true).n();
        return new CrossFittedRidge(labelled, scale(all), ridge)
                .fit(RegressionTarget.ofBooks(sums, labelled, layer, t));
    }

    /**
     * Correlation of the book scores of two refinements over the books that both hold: the
     * agreement of a weak and a strong model.
     */
    public static double agreement(Result one, Result other) {
        List<String> shared = one.bookScores().keySet().stream()
                .filter(other.bookScores()::containsKey)
                .toList();
        return Statistics.correlation(
                shared.stream().mapToDouble(one.bookScores()::get).toArray(),
                shared.stream().mapToDouble(other.bookScores()::get).toArray());
    }

    private double reliability(RegressionTarget target, List<BookSums> sums, int layer) {
        double[] one = bookScores(folds.fitHalf(0, target), sums, layer);
        double[] other = bookScores(folds.fitHalf(1, target), sums, layer);
        int[] both = IntStream.range(0, one.length)
                .filter(i -> !Double.isNaN(one[i] + other[i]))
                .toArray();
        double r = Statistics.correlation(
                Arrays.stream(both).mapToDouble(i -> one[i]).toArray(),
                Arrays.stream(both).mapToDouble(i -> other[i]).toArray());
        return both.length < 3 || Double.isNaN(r) ? 0 : r;
    }

    /**
     * Standard deviation of each dimension over all passages, with the 1e-6 that keeps a constant
     * one harmless.
     */
    private static double[] scale(GroupMoments moments) {
        double[] sd = moments.sum(g -> true).standardDeviationX();
        for (int i = 0; i < sd.length; i++) {
            sd[i] += 1e-6;
        }
        return sd;
    }

    private static double[] bookScores(CrossFittedProbe fit, List<BookSums> sums, int layer) {
        return sums.stream().mapToDouble(b -> fit.bookScore(b, layer)).toArray();
    }

    private static List<BookSums> sorted(Collection<BookSums> books) {
        List<BookSums> sums = new ArrayList<>(books);
        sums.removeIf(b -> b.count() == 0);
        sums.sort(Comparator.comparing(BookSums::book));
        if (sums.size() < 3) {
            throw new BadInputException(
                    "There are " + sums.size() + " books, too few to tell a cluster from the others; add books.");
        }
        return sums;
    }

    private static void checkSamePassages(List<BookSums> sums, GroupMoments moments) {
        long[] counts = new long[GroupMoments.GROUPS];
        for (BookSums b : sums) {
            counts[moments.groupOf(b.book())] += b.count();
        }
        for (int g = 0; g < counts.length; g++) {
            if (counts[g] != moments.group(g).n()) {
                throw new BadInputException(
                        "Group " + g + " of the refinement has " + counts[g] + " passages in its books and "
                                + moments.group(g).n() + " in its moments; sum both from the same passages.");
            }
        }
    }

    private static long passages(List<BookSums> sums) {
        return sums.stream().mapToLong(BookSums::count).sum();
    }

    private static double change(double[] before, double[] after) {
        double sum = 0;
        for (int i = 0; before != null && i < after.length; i++) {
            sum += Math.abs(after[i] - before[i]) / after.length;
        }
        return before == null ? Double.NaN : sum;
    }

    private static Map<String, Double> byBook(List<BookSums> sums, double[] values) {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(sums.get(i).book(), values[i]);
        }
        return map;
    }
}
