// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Shards;

/**
 * Self-training of a concept probe, cross-fitted by book and anchored in the LDA as far as the
 * model's own scores are unreliable. It needs no label, prevalence or weight, and of the data only
 * the moments of groups of books and what {@link Shards} of books answer in sum. Section 7 of
 * docs/method.md has the equations; cross-fitting follows Chernozhukov et al. 2018.
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
    private final GroupMoments moments;
    private final CrossFittedRidge folds;

    /** Factors the moments once, for any number of refinements of the same passages. */
    public Refinement(GroupMoments moments) {
        this.moments = moments;
        this.folds = new CrossFittedRidge(moments, moments);
    }

    /** Returns the number of dimensions of an activation. */
    public int width() {
        return moments.width();
    }

    /** Returns the group of {@link GroupMoments} that a book is in. */
    public int groupOf(String book) {
        return moments.groupOf(book);
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

        /** Returns the default options with the share of books in the cluster; null: unknown. */
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

        /** Start from a label for each book by a rule, wherever the book lies. */
        record Labelled(TrainingLabels labels) implements Start {}
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
     * Refined concept as a rule that holds nothing by book.
     *
     * @param labels responsibilities of the books by the last round
     * @param firstProbe probe of the first round
     * @param ldaShare weight of the LDA beside the model's word scores, in [0, 1]
     */
    public record Solution(
            TrainingLabels.Ranked labels, CrossFittedProbe firstProbe, double ldaShare, Diagnosis diagnosis) {
        /** Returns the probe of the last round. */
        public CrossFittedProbe probe() {
            return labels.ranking().probe();
        }

        /** Evaluates the rule for the books of a shard. */
        public Result on(BookShard shard) {
            BookRanking ranking = labels.ranking();
            return new Result(
                    labels.byBook(shard),
                    shard.byBook(ranking.probeScores(shard)),
                    shard.byBook(ranking.scores(shard)),
                    firstProbe,
                    ranking.probe(),
                    ldaShare,
                    diagnosis);
        }
    }

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

    /** As the static method, with moments that are factored already. */
    public Result refine(Collection<BookSums> books, int layer, Start start, Options options) {
        return refine(BookShard.of(books, layer, moments), start, options);
    }

    /** With all books in one shard; where it holds word scores, they are anchored in them ({@link BookAnchor}). */
    public Result refine(BookShard books, Start start, Options options) {
        return solve(Shards.of(List.of(books)), start, options).on(books);
    }

    /**
     * Refines a concept over shards of books. A round asks for the sums of a probe's scores, for
     * their quantiles, and for the target of the next round's probe.
     *
     * @throws BadInputException as {@link #refine(Collection, GroupMoments, int, Start, Options)}
     */
    public Solution solve(Shards shards, Start start, Options options) {
        return new RefinementRounds(shards, moments, folds, options).run(start);
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
        return PassageScorer.fit(
                result.probe(),
                passages.wordsOrNull() == null
                        ? null
                        : WordScores.of(passages.wordScores(), passages.otherWordScores()),
                PassageScorer.Shares.of(result.diagnosis().anchor(), result.ldaShare(), passages.wordsOrNull() != null),
                new TrainingLabels.Given(result.responsibilities(), "responsibility"),
                Shards.of(List.of(BookShard.of(passages, moments::groupOf))),
                options.prevalenceOrNull(),
                folds,
                moments);
    }

    /** As {@link #fitPassages(Result, PassageScorer.Passages, Options)}, over shards of books. */
    public PassageScorer fitPassages(Solution solution, Shards shards, Options options) {
        BookRanking ranking = solution.labels().ranking();
        return PassageScorer.fit(
                ranking.probe(),
                ranking.anchor().wordsOrNull(),
                PassageScorer.Shares.of(
                        ranking.weight(), solution.ldaShare(), ranking.anchor().wordsOrNull() != null),
                solution.labels(),
                shards,
                options.prevalenceOrNull(),
                folds,
                moments);
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
}
