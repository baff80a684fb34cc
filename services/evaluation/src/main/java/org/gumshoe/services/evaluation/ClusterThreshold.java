// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.OptionalDouble;
import org.gumshoe.schemas.RefinedScore;

/**
 * An estimator of the topic model's concept score above which a text belongs to the refined
 * cluster. The threshold is midway between the mean log scores of passages inside and outside the
 * cluster, with each passage weighted by its book's responsibility. This is the linear discriminant
 * of two normal distributions with equal variances and priors.
 */
final class ClusterThreshold {
    private static final double MIN_SCORE = 1e-6;

    private long version = Long.MIN_VALUE;
    private int books;
    private final Side inside = new Side();
    private final Side outside = new Side();

    /**
     * Adds a book. A book of another version starts anew.
     *
     * @return the threshold after the last book of a version; empty before
     */
    OptionalDouble add(RefinedScore book) {
        if (book.getVersion() != version) {
            version = book.getVersion();
            books = 0;
            inside.clear();
            outside.clear();
        }
        for (float score : book.getPassagesLda()) {
            inside.add(book.getResponsibility(), score);
            outside.add(1 - book.getResponsibility(), score);
        }
        books++;
        double threshold = Math.exp((outside.mean() + inside.mean()) / 2);
        return books == book.getBooks() && Double.isFinite(threshold)
                ? OptionalDouble.of(threshold)
                : OptionalDouble.empty();
    }

    /** A weighted mean of log scores. */
    private static final class Side {
        private double weight;
        private double sum;

        void add(double share, double score) {
            weight += share;
            sum += share * Math.log(Math.max(MIN_SCORE, score));
        }

        double mean() {
            return sum / weight;
        }

        void clear() {
            weight = 0;
            sum = 0;
        }
    }
}
