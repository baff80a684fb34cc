// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.HashedRows;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.ShardRanking;
import org.gumshoe.steer.shards.TrainingBook;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StableHash;

/** Question about a cluster of books: what directions and their diagnosis are made from. */
sealed interface ClusterQuestion extends Question {
    /** Number of different hashes by which samples are drawn. */
    int HASHES = 1 << 20;

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
            return Answer.ofSums(Arrays.stream(labels.ofAll(shard)).sum());
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
            ContrastSums sums = new ContrastSums(layers, width);
            shard.sums().addTo(sums, heldOut);
            if (labelsOrNull != null) {
                double[] labels = labelsOrNull.known(shard);
                shard.sums().forEach((index, count, sumAt) -> {
                    if (heldOut && !Pairing.heldOut(shard.books().get(index).book())) {
                        return;
                    }
                    if (Double.isNaN(labels[index])) {
                        sums.leaveOut(count, sumAt);
                    } else {
                        sums.putInside(count, sumAt, labels[index]);
                    }
                });
                sums.putRestOutside();
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
            double[] ofBooks = labels.of(shard);
            SeedWordSums sums = new SeedWordSums(layers, width);
            shard.sums().forEachWhole(index -> ofBooks[index] > .5 || ofBooks[index] >= threshold, sums::add);
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
                int[] places = shard.besides();
                double[] scores = own.probeScores(shard);
                double[] others = other.probeScores(beside);
                for (int i = 0; i < scores.length; i++) {
                    if (places[i] >= 0) {
                        PairSums.add(sums, 0, scores[i], others[places[i]]);
                    }
                }
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
            double[] now = labels.of(shard);
            for (int i = 0; i < now.length; i++) {
                Double former = before.get(shard.books().get(i).book());
                if (former != null) {
                    PairSums.add(sums, 0, former, now[i]);
                }
            }
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
        /** Hashes of the books, which the shard remembers from part to part. */
        private record Hashes() implements ShardRanking {
            @Override
            public double[] scores(BookShard shard) {
                return shard.books().stream()
                        .mapToDouble(book -> StableHash.bucket(book.book(), "cluster sample", HASHES))
                        .toArray();
            }
        }

        @Override
        public Answer on(BookShard shard) {
            double[] ofBooks = labels.of(shard);
            double[] hashes = shard.scores(new Hashes());
            DoubleStream.Builder values = DoubleStream.builder();
            for (int i = 0; i < ofBooks.length; i++) {
                TrainingBook book = shard.books().get(i);
                int hash = (int) hashes[i];
                if (hash < bound && hash % parts == part) {
                    values.add(hash).add(ofBooks[i]);
                    for (double sum : book.sum().toArray()) {
                        values.add(sum / book.count());
                    }
                }
            }
            return Answer.ofValues(values.build().toArray());
        }
    }

    /**
     * Rows of the moments of one group ({@link Moments#triangle}).
     *
     * @param from first row
     * @param to row after the last
     */
    record MomentRows(int group, int from, int to, int width) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            return Answer.ofSums(shard.moments(width).group(group).triangle(from, to));
        }
    }

    /**
     * Passages of the books with a label above .5, those with the smallest hashes. Single values are for each its hash
     * and its activation.
     */
    record Passages(TrainingLabels labels, int most) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            Map<String, Double> ofBooks = labels.byBook(shard);
            HashedRows rows = new HashedRows(most);
            shard.passages().forEachOf(book -> ofBooks.getOrDefault(book, 0.) > .5, new PassageSource.PassageVisitor() {
                private String last = "";
                private int next;

                @Override
                public void see(String book, float[] activation, double z, double words, double otherWords) {
                    next = book.equals(last) ? next + 1 : 0;
                    last = book;
                    rows.add(StableHash.bucket(book + "#" + next, "density ratio", HASHES), activation);
                }
            });
            return Answer.ofValues(rows.toValues());
        }
    }

    /** Texts that the model has written by itself; otherwise as {@link Passages}. */
    record OwnTexts(int most) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            HashedRows rows = new HashedRows(most);
            shard.surroundings().ownTexts().forEach(text -> rows.add(text.hash(), text.activation()));
            return Answer.ofValues(rows.toValues());
        }
    }

    /**
     * Sums of the model's generated texts.
     *
     * @param group number of a {@link TextGroup}
     */
    record GeneratedTexts(int group, int[] layers, int width) implements ClusterQuestion {
        @Override
        public Answer on(BookShard shard) {
            TextSums none = new TextSums(new BookSums("", layers, width), 0, 0);
            return Answer.ofSums(shard.surroundings()
                    .texts()
                    .getOrDefault(TextGroup.values()[group], none)
                    .toNumbers());
        }
    }
}
