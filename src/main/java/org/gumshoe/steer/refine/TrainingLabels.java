// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.shards.BookShard;

/** Rule that gives each book a label, such as its responsibility, wherever the book lies. */
sealed interface TrainingLabels {
    /** Returns the label of each book of a shard, in the shard's order. */
    double[] of(BookShard shard);

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
}
