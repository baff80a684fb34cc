// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.TrainingBook;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StableHash;

/** Question about a cluster of books: what directions and their diagnosis are made from. */
sealed interface ClusterQuestion extends Question {
    /** Pairs of the logarithm of the LDA's score of a book that either model has read, and 0. */
    record LdaScores() implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[PairSums.LENGTH];
            shard.surroundings()
                    .ldaScores()
                    .values()
                    .forEach(score -> PairSums.add(sums, 0, Responsibilities.logScore(score), 0));
            return Answer.ofSums(sums);
        }
    }

    /** Sum of all labels. */
    record LabelSum(TrainingLabels labels) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            return Answer.ofSums(
                    labels.byBook(shard).values().stream().mapToDouble(r -> r).sum());
        }
    }

    /**
     * Contrast of the books in the cluster and outside.
     *
     * @param labelsOrNull responsibilities; null: of no book, so that all count in typical norms alone
     * @param heldOut whether to leave out the books that a stitch map is fitted on
     */
    record Contrast(TrainingLabels labelsOrNull, int[] layers, int width, boolean heldOut) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            Map<String, Double> labels = labelsOrNull == null ? Map.of() : labelsOrNull.byBook(shard);
            ContrastSums sums = new ContrastSums(layers, width);
            shard.sums().addTo(sums, heldOut);
            if (labelsOrNull != null) {
                shard.sums().forEach((book, count, sumAt) -> {
                    Double r = labels.get(book);
                    if (r != null && (!heldOut || Pairing.heldOut(book))) {
                        sums.weigh(count, sumAt, r);
                    }
                });
            }
            return Answer.ofSums(sums.toSums());
        }
    }

    /** Number of labels above .5; single values are the highest labels of a shard. */
    record Likeliest(TrainingLabels labels, int most) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sorted = Arrays.stream(labels.of(shard)).sorted().toArray();
            long in = Arrays.stream(sorted).filter(r -> r > .5).count();
            double[] highest = Arrays.copyOfRange(sorted, Math.max(0, sorted.length - most), sorted.length);
            return new Answer(new double[] {in}, highest);
        }
    }

    /**
     * Sums over the books with a label above .5, or of at least a threshold.
     */
    record SeedWords(TrainingLabels labels, double threshold, int[] layers, int width) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            Map<String, Double> ofBooks = labels.byBook(shard);
            SeedWordSums sums = new SeedWordSums(layers, width);
            shard.sums().forEachWhole(book -> ofBooks.get(book) > .5 || ofBooks.get(book) >= threshold, sums::add);
            return Answer.ofSums(sums.toSums());
        }
    }

    /** Pairs of both models' scores of a book that both have read. */
    record Agreement(BookRanking own, BookRanking other) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[PairSums.LENGTH];
            BookShard beside = shard.surroundings().otherOrNull();
            if (beside != null) {
                Map<String, Double> others = beside.byBook(other.probeScores(beside));
                shard.byBook(own.probeScores(shard)).forEach((book, score) -> {
                    if (others.containsKey(book)) {
                        PairSums.add(sums, 0, score, others.get(book));
                    }
                });
            }
            return Answer.ofSums(sums);
        }
    }

    /** Pairs of a book's label by the refinement before and now. */
    record Stability(TrainingLabels labels) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            double[] sums = new double[PairSums.LENGTH];
            Map<String, Double> before = shard.surroundings().former().get();
            labels.byBook(shard).forEach((book, r) -> {
                if (before.containsKey(book)) {
                    PairSums.add(sums, 0, before.get(book), r);
                }
            });
            return Answer.ofSums(sums);
        }
    }

    /**
     * Part of a sample of the books, drawn by a hash of their ids. Single values are for each book its
     * hash, its label and its mean activation.
     *
     * @param bound of the hashes of the sample, in [0, {@value #HASHES}]
     * @param part in [0, parts)
     */
    record Sample(TrainingLabels labels, int bound, int part, int parts) implements ClusterQuestion {
        static final int HASHES = 1 << 20;

        @Override
        public Answer on(BookShard shard) {
            double[] ofBooks = labels.of(shard);
            DoubleStream.Builder values = DoubleStream.builder();
            for (int i = 0; i < ofBooks.length; i++) {
                TrainingBook book = shard.books().get(i);
                int hash = StableHash.bucket(book.book(), "cluster sample", HASHES);
                if (hash < bound && hash % parts == part) {
                    values.add(hash).add(ofBooks[i]);
                    for (double sum : book.sum()) {
                        values.add(sum / book.count());
                    }
                }
            }
            return Answer.ofValues(values.build().toArray());
        }
    }

    /**
     * Rows of the moments of one group ({@link Moments#toRows}), of a symmetric matrix its upper
     * triangle.
     *
     * @param from first row
     * @param to row after the last
     */
    record MomentRows(int group, int from, int to, int width) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            List<double[]> rows = shard.moments(width).group(group).toRows();
            DoubleStream.Builder sums = DoubleStream.builder();
            for (int row = from; row < to; row++) {
                Arrays.stream(rows.get(row), Math.max(0, row - 1), rows.get(row).length)
                        .forEach(sums);
            }
            return Answer.ofSums(sums.build().toArray());
        }
    }

    /** Number and sums of the model's generated texts. */
    record TextSums(boolean steered, int[] layers, int width) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            BookSums texts = steered
                    ? shard.surroundings().steeredOrNull()
                    : shard.surroundings().unsteeredOrNull();
            return Answer.ofSums((texts == null ? new BookSums("", layers, width) : texts).toTextSums());
        }
    }
}
