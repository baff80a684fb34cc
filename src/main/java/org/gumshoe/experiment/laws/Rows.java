// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Operations on rows of activations. */
final class Rows {
    private Rows() {}

    static float[][] picked(float[][] rows, int[] at) {
        return Arrays.stream(at).mapToObj(i -> rows[i]).toArray(float[][]::new);
    }

    static float[][] shuffled(float[][] rows, Random random) {
        List<float[]> order = Arrays.asList(rows.clone());
        Collections.shuffle(order, random);
        return order.toArray(float[][]::new);
    }

    /** Returns the mean of each dimension. */
    static double[] mean(float[][] rows) {
        double[] mean = new double[rows[0].length];
        for (float[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += (double) row[d] / rows.length;
            }
        }
        return mean;
    }

    /** Returns the population standard deviation of each dimension. */
    static double[] deviation(float[][] rows) {
        double[] mean = mean(rows);
        double[] deviation = new double[mean.length];
        for (float[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                deviation[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / rows.length;
            }
        }
        return Arrays.stream(deviation).map(Math::sqrt).toArray();
    }
}
