// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gumshoe.stitch.CholeskySolver;
import smile.classification.LogisticRegression;

/**
 * Supervised linear reader of one layer: ridge regression or logistic regression on standardised
 * activations, with a penalty of {@code strength} for each passage.
 */
public record LinearReader(Kind kind, double strength, int layer) {
    private static final double TOLERANCE = 1e-4;
    private static final int ITERATIONS = 300;

    /** Kind of regression, with the strengths that are tried. */
    public enum Kind {
        /** Strong penalties come near the difference of the class means. */
        RIDGE(.1, 1, 10, 100),
        LOGISTIC(.03, .3);

        private final double[] strengths;

        Kind(double... strengths) {
            this.strengths = strengths;
        }
    }

    /** Returns every kind with every strength at every layer. */
    static List<LinearReader> all(int[] layers) {
        return Arrays.stream(layers)
                .boxed()
                .flatMap(layer -> Arrays.stream(Kind.values()).flatMap(kind -> all(kind, layer).stream()))
                .toList();
    }

    /** Returns one kind with every strength at one layer. */
    public static List<LinearReader> all(Kind kind, int layer) {
        return Arrays.stream(kind.strengths)
                .mapToObj(s -> new LinearReader(kind, s, layer))
                .toList();
    }

    /**
     * Fits the reader.
     *
     * @param passages to train on
     * @param labels of all passages, not null for these
     * @return weights of the standardised dimensions; an intercept would rank nothing
     */
    double[] fit(ReaderFeatures features, int[] passages, Boolean[] labels) {
        return switch (kind) {
            case RIDGE -> ridge(features, passages, labels);
            case LOGISTIC -> {
                double[][] rows = Arrays.stream(passages)
                        .mapToObj(i -> features.rows(layer)[i])
                        .toArray(double[][]::new);
                int[] y = Arrays.stream(passages).map(i -> labels[i] ? 1 : 0).toArray();
                LogisticRegression.Binomial fitted = LogisticRegression.binomial(
                        rows, y, new LogisticRegression.Options(strength * y.length, TOLERANCE, ITERATIONS));
                yield Arrays.copyOf(fitted.coefficients(), rows[0].length);
            }
        };
    }

    /** Solves in the space of passages, which are fewer than dimensions: w = X'(XX' + s n I)^-1 y. */
    private double[] ridge(ReaderFeatures features, int[] passages, Boolean[] labels) {
        int n = passages.length;
        double[][] gram = features.gram(layer);
        double mean = Arrays.stream(passages)
                .mapToDouble(i -> labels[i] ? 1 : 0)
                .average()
                .orElseThrow();
        double[] a = new double[n * n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = (labels[passages[i]] ? 1 : 0) - mean;
            for (int j = 0; j < n; j++) {
                a[i * n + j] = gram[passages[i]][passages[j]];
            }
            a[i * n + i] += strength * n;
        }
        double[] dual = CholeskySolver.factor(a, n).solve(y, 1);
        double[] weights = new double[features.rows(layer)[0].length];
        for (int i = 0; i < n; i++) {
            double[] row = features.rows(layer)[passages[i]];
            for (int d = 0; d < weights.length; d++) {
                weights[d] += dual[i] * row[d];
            }
        }
        return weights;
    }

    /** Returns a name such as "ridge 10, layer 12". */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " "
                + (strength == Math.rint(strength) ? Long.toString((long) strength) : Double.toString(strength))
                + ", layer " + layer;
    }
}
