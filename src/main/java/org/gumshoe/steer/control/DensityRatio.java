// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;
import smile.classification.LogisticRegression;

/**
 * Logarithm of the density of the concept's passages over that of the model's own texts: the logit of a logistic
 * regression between the mean activations of both (density ratio estimation by classification; Sugiyama et al. 2012). It
 * needs no label: the passages are those of the cluster.
 */
public final class DensityRatio {
    /** L2 penalty for each text, on standardised dimensions. From .01 to 1 the held-out loss is flat. */
    private static final double PENALTY = .1;

    /** Nats beyond which the regression only says how sure it is. */
    private static final double MOST = 9;

    private static final double TOLERANCE = 1e-5;
    private static final int ITERATIONS = 300;

    private DensityRatio() {}

    /**
     * Fits a read-out in nats, which counts up to the mean of the concept's passages.
     *
     * @param cluster mean activations of texts of the concept, [text][dimension]
     * @param own mean activations of as long texts by the unsteered model
     * @param deviation of each dimension
     * @throws BadInputException when there is no text of a kind
     */
    public static ReadOut fit(int layer, List<float[]> cluster, List<float[]> own, double[] deviation) {
        if (cluster.isEmpty() || own.isEmpty()) {
            throw new BadInputException("A density ratio from " + cluster.size() + " texts of the concept and "
                    + own.size() + " of the model reads nothing; add some of both.");
        }
        int n = cluster.size() + own.size();
        double[][] rows = IntStream.range(0, n)
                .mapToObj(i -> standard(i < cluster.size() ? cluster.get(i) : own.get(i - cluster.size()), deviation))
                .toArray(double[][]::new);
        int[] labels =
                IntStream.range(0, n).map(i -> i < cluster.size() ? 1 : 0).toArray();
        double[] fitted = LogisticRegression.binomial(
                        rows, labels, new LogisticRegression.Options(PENALTY * n, TOLERANCE, ITERATIONS))
                .coefficients();
        float[] weights = new float[deviation.length];
        for (int d = 0; d < weights.length; d++) {
            weights[d] = (float) (fitted[d] / deviation[d]);
        }
        double target = cluster.stream()
                .mapToDouble(text -> Statistics.dot(weights, text))
                .average()
                .orElseThrow();
        double even = -fitted[weights.length];
        return new ReadOut(layer, weights, even, 1, Math.min(target, even + MOST));
    }

    private static double[] standard(float[] activation, double[] deviation) {
        double[] row = new double[deviation.length];
        for (int d = 0; d < row.length; d++) {
            row[d] = activation[d] / deviation[d];
        }
        return row;
    }
}
