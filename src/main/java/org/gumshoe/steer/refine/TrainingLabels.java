// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.QuantileSearch;
import org.gumshoe.steer.shards.Shards;
import org.gumshoe.stitch.StableHash;

/** Rule that gives each book a label, such as its responsibility, wherever the book lies. */
public sealed interface TrainingLabels {
    /** Returns the label of each book of a shard, in the shard's order. */
    double[] of(BookShard shard);

    /** As {@link #of}, with NaN for a book that has no label. */
    default double[] known(BookShard shard) {
        return of(shard);
    }

    /** Returns all labels that books of the shard's partition have, also of books that its model has not read. */
    default double[] ofAll(BookShard shard) {
        return of(shard);
    }

    /** Returns the labels of a shard by the id of the book. */
    default Map<String, Double> byBook(BookShard shard) {
        return shard.byBook(of(shard));
    }

    /**
     * Labels that are known by book.
     *
     * @param what name of the label in an error message
     */
    record Given(Map<String, Double> labels, String what) implements TrainingLabels {
        /**
         * @throws BadInputException when a book has no label, or one that is not finite
         */
        @Override
        public double[] of(BookShard shard) {
            return shard.books().stream()
                    .mapToDouble(b -> {
                        Double label = labels.get(b.book());
                        if (label == null || !Double.isFinite(label)) {
                            throw new BadInputException("Book " + b.book() + " has the " + what + " " + label
                                    + "; give every book a finite one.");
                        }
                        return label;
                    })
                    .toArray();
        }

        @Override
        public double[] known(BookShard shard) {
            return shard.books().stream()
                    .mapToDouble(b -> labels.getOrDefault(b.book(), Double.NaN))
                    .toArray();
        }

        @Override
        public double[] ofAll(BookShard shard) {
            return labels.values().stream().mapToDouble(label -> label).toArray();
        }

        @Override
        public Map<String, Double> byBook(BookShard shard) {
            return labels;
        }
    }

    /**
     * Responsibilities by a ranking of all books.
     *
     * @param thresholds score of a responsibility of one half, for each assumed share of books in
     *     the cluster
     */
    record Ranked(BookRanking ranking, double[] thresholds) implements TrainingLabels {
        @Override
        public double[] of(BookShard shard) {
            return Responsibilities.of(shard.scores(ranking), thresholds);
        }
    }

    /**
     * Responsibilities by the LDA alone, of all books that either model has read.
     *
     * @param scale of the logarithms of their mean scores
     * @param thresholds as those of {@link Ranked}
     */
    record ByLda(Scale scale, double[] thresholds) implements TrainingLabels {
        /**
         * Measures scale and thresholds.
         *
         * @param prevalenceOrNull a fixed share of books in the cluster, in (0, 1); null: unknown
         * @throws BadInputException with fewer than two books, or when all scores are equal
         */
        public static ByLda of(Shards shards, Double prevalenceOrNull) {
            PairSums sums =
                    PairSums.at(shards.ask(new ClusterQuestion.LdaScores()).sums(), 0);
            Scale scale = Scale.ofBooks(sums.n(), sums.x(), sums.xx(), "The LDA scores");
            return new ByLda(
                    scale,
                    QuantileSearch.find(
                            shards,
                            new LdaRanking(scale),
                            (long) sums.n(),
                            Responsibilities.sharesBelow(prevalenceOrNull)));
        }

        @Override
        public double[] of(BookShard shard) {
            Map<String, Double> all = shard.surroundings().ldaScores();
            return shard.books().stream()
                    .mapToDouble(b -> of(all.get(b.book())))
                    .toArray();
        }

        @Override
        public double[] ofAll(BookShard shard) {
            return Responsibilities.of(shard.scores(new LdaRanking(scale)), thresholds);
        }

        @Override
        public Map<String, Double> byBook(BookShard shard) {
            Map<String, Double> labels = new LinkedHashMap<>();
            shard.surroundings().ldaScores().forEach((book, score) -> labels.put(book, of(score)));
            return labels;
        }

        private double of(double score) {
            return Responsibilities.of(scale.apply(Responsibilities.logScore(score)), thresholds);
        }
    }

    /** Labels of the same books by a rule for the other model's shards. */
    record OfOther(TrainingLabels labels) implements TrainingLabels {
        /**
         * @throws BadInputException when the other model has not read a book
         */
        @Override
        public double[] of(BookShard shard) {
            double[] known = known(shard);
            for (int i = 0; i < known.length; i++) {
                if (!Double.isFinite(known[i])) {
                    throw new BadInputException("Book " + shard.books().get(i).book()
                            + " has no label by the other model; let both read every book.");
                }
            }
            return known;
        }

        @Override
        public double[] known(BookShard shard) {
            double[] others = labels.of(shard.surroundings().otherOrNull());
            return Arrays.stream(shard.besides())
                    .mapToDouble(place -> place < 0 ? Double.NaN : others[place])
                    .toArray();
        }

        @Override
        public double[] ofAll(BookShard shard) {
            return labels.ofAll(shard.surroundings().otherOrNull());
        }

        /** Returns the labels of the books that the other model has read. */
        @Override
        public Map<String, Double> byBook(BookShard shard) {
            return labels.byBook(shard.surroundings().otherOrNull());
        }
    }

    /**
     * Labels of which a share of the books has lost its own and drawn another from those of all books. Choice and
     * draw are hashes of a book's id: no shard needs the labels of another one, as it would to exchange them, and
     * a book's label is the same wherever it lies.
     *
     * @param levels what is drawn, each as likely as any other
     * @param share of the books that draw, in [0, 1]
     * @param seed with another one other books draw, and draw others
     */
    record Perturbed(TrainingLabels labels, double[] levels, double share, int seed) implements TrainingLabels {
        private static final int HASHES = 1 << 20;

        /** Share of all labels below each level: the middles of twentieths. */
        private static final double[] BELOW =
                IntStream.range(0, 20).mapToDouble(i -> (i + .5) / 20).toArray();

        /**
         * Asks for the levels.
         *
         * @param books number of books
         */
        static Perturbed of(Shards shards, Ranked labels, long books, double share, int seed) {
            double[] scores = QuantileSearch.find(shards, labels.ranking, books, BELOW);
            return new Perturbed(labels, Responsibilities.of(scores, labels.thresholds), share, seed);
        }

        /** Perturbs labels that are known by book, at least one. */
        public static Perturbed of(Map<String, Double> labels, double share, int seed) {
            double[] all = labels.values().stream().mapToDouble(label -> label).toArray();
            return new Perturbed(
                    new Given(labels, "responsibility"),
                    Arrays.stream(BELOW)
                            .map(below -> Statistics.quantile(all, below))
                            .toArray(),
                    share,
                    seed);
        }

        @Override
        public double[] of(BookShard shard) {
            double[] perturbed = labels.of(shard);
            for (int i = 0; i < perturbed.length; i++) {
                String book = shard.books().get(i).book();
                if (StableHash.bucket(book, "perturbed " + seed, HASHES) < share * HASHES) {
                    perturbed[i] = levels[StableHash.bucket(book, "drawn " + seed, levels.length)];
                }
            }
            return perturbed;
        }
    }
}
