// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.gumshoe.schemas.RefinedScore;

/**
 * Where the refined cluster begins on the scale of the topic model's concept score: midway between
 * the mean logarithms of the scores of passages within the cluster and of the others, each passage
 * weighted by its book's responsibility. It is the discriminant of two normal distributions of
 * equal variance and equal weight.
 */
final class ClusterThreshold {
    private static final double SMALLEST = 1e-6;

    private long version = Long.MIN_VALUE;
    private int books;
    private final double[] weight = new double[2];
    private final double[] sum = new double[2];

    /** @return the threshold, with the last book of a version */
    OptionalDouble add(RefinedScore book) {
        if (book.getVersion() != version) {
            version = book.getVersion();
            books = 0;
            Arrays.fill(weight, 0);
            Arrays.fill(sum, 0);
        }
        for (float score : book.getPassagesLda()) {
            add(1, book.getResponsibility(), score);
            add(0, 1 - book.getResponsibility(), score);
        }
        books++;
        double threshold = Math.exp((sum[0] / weight[0] + sum[1] / weight[1]) / 2);
        return books == book.getBooks() && Double.isFinite(threshold)
                ? OptionalDouble.of(threshold)
                : OptionalDouble.empty();
    }

    private void add(int side, double share, double score) {
        weight[side] += share;
        sum[side] += share * Math.log(Math.max(SMALLEST, score));
    }
}
