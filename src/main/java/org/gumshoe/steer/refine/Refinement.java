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
     * A passage's share of its book's anchor: a single LDA score is noisier than the mean over a
     * book.
     */
    private static final double PASSAGE_SHARE = .5;

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
        this.folds = new CrossFittedRidge(
                moments,
                scale(moments),
                CrossFittedRidge.RIDGE_PER_PASSAGE * moments.sum(g -> true).n());
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
     */
    public record Result(
            Map<String, Double> responsibilities,
            Map<String, Double> bookScores,
            Map<String, Double> anchoredScores,
            CrossFittedProbe firstProbe,
            CrossFittedProbe probe,
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
        List<BookSums> sums = sorted(books);
        checkSamePassages(sums, moments);
        double[] lda = Responsibilities.logScore(
                sums.stream().mapToDouble(BookSums::meanScore).toArray());
        RegressionTarget target = RegressionTarget.of(start, sums, moments, layer);
        double[] labels = null;
        CrossFittedProbe first = null;
        double reliability = 0;
        double agreement = Double.NaN;
        for (int round = 0, last = options.rounds() - 1; ; round++) {
            CrossFittedProbe probe = folds.fit(target);
            first = first == null ? probe : first;
            double[] b = Statistics.standard(bookScores(probe, sums, layer), "The model's scores");
            if (round == last
                    || MEASURED.contains(round)
                    || options.released() && MEASURED_WHEN_RELEASED.contains(round)) {
                reliability = reliability(target, sums, layer);
            }
            boolean mayRelease = options.released() && 2 * round > last;
            if (mayRelease && Double.isNaN(agreement)) {
                // measured once, while the anchor holds: a released probe agrees less with the LDA,
                // which would release it further
                agreement = Statistics.correlation(b, lda);
            }
            double a = options.anchorOrNull() != null
                    ? options.anchorOrNull()
                    : AnchorWeight.weight(reliability, mayRelease ? agreement : 1);
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
                return new Result(byBook(sums, refined), byBook(sums, b), byBook(sums, score), first, probe, diagnosis);
            }
            labels = refined;
            target = RegressionTarget.ofBooks(sums, moments, layer, labels);
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
        double anchor = result.diagnosis().anchor() * PASSAGE_SHARE;
        PassageScorer byBooks = PassageScorer.of(result.probe(), passages, anchor);
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
     * Fits a ridge regression on true labels with the same folds: the ceiling that a refinement is
     * compared with.
     *
     * @param labels 0 or 1 for each labelled book
     * @param labelled moments of the passages of labelled books alone
     * @param all moments of all passages, which set the scale of each dimension
     * @throws BadInputException when all labels are equal
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
     * Standard deviation of each dimension over all passages, plus 1e-6 so that a constant
     * dimension is harmless.
     */
    private static double[] scale(GroupMoments moments) {
        double[] sd = moments.sum(g -> true).standardDeviationX();
        for (int i = 0; i < sd.length; i++) {
            sd[i] += 1e-6;
        }
        return sd;
    }

    private static double[] bookScores(CrossFittedProbe probe, List<BookSums> sums, int layer) {
        return sums.stream().mapToDouble(b -> probe.bookScore(b, layer)).toArray();
    }

    private static List<BookSums> sorted(Collection<BookSums> books) {
        List<BookSums> sums = new ArrayList<>(books);
        sums.removeIf(b -> b.count() == 0);
        sums.sort(Comparator.comparing(BookSums::book));
        if (sums.size() < 3) {
            throw new BadInputException(
                    "There are " + sums.size() + " books, too few to find a cluster among them; add books.");
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
