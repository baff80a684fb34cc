// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Means over concepts of bootstrapped figures. A draw chooses concepts with replacement, the same for all
 * arms, and takes of each a draw over its authors.
 */
public final class ConceptMeans {
    private static final long SEED = 8;

    private ConceptMeans() {}

    /**
     * Returns the mean for all concepts, then for each draw.
     *
     * @param byConcept the same concepts in the same order for every arm: value for all authors, then for
     *     each draw of authors; a value that is undefined is left out
     */
    public static double[] of(List<double[]> byConcept) {
        int draws = byConcept.getFirst().length;
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[draws];
        for (int d = 0; d < draws; d++) {
            int[] chosen = d == 0
                    ? java.util.stream.IntStream.range(0, byConcept.size()).toArray()
                    : random.ints(byConcept.size(), 0, byConcept.size()).toArray();
            int draw = d;
            means[d] = Arrays.stream(chosen)
                    .mapToDouble(c -> byConcept.get(c)[draw])
                    .filter(Double::isFinite)
                    .average()
                    .orElse(Double.NaN);
        }
        return means;
    }
}
