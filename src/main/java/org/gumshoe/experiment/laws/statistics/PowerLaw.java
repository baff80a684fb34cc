// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.stream.IntStream;

/** Power law y = c N^-p, fitted to logarithms by least squares. */
public record PowerLaw(double c, double p) {
    /** Fits the law to the points whose y is positive; NaN with fewer than two. */
    public static PowerLaw fit(double[] n, double[] y) {
        int[] known = IntStream.range(0, n.length)
                .filter(i -> y[i] > 0 && Double.isFinite(y[i]))
                .toArray();
        double meanX =
                IntStream.of(known).mapToDouble(i -> Math.log(n[i])).average().orElse(Double.NaN);
        double meanY =
                IntStream.of(known).mapToDouble(i -> Math.log(y[i])).average().orElse(Double.NaN);
        double xy = 0;
        double xx = 0;
        for (int i : known) {
            double x = Math.log(n[i]) - meanX;
            xy += x * (Math.log(y[i]) - meanY);
            xx += x * x;
        }
        double p = xx > 0 ? -xy / xx : Double.NaN;
        return new PowerLaw(Math.exp(meanY + p * meanX), p);
    }

    /** Returns c of y = c / sqrt(N) by least squares. */
    public static double squareRoot(double[] n, double[] y) {
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n.length; i++) {
            if (Double.isFinite(y[i])) {
                xy += y[i] / Math.sqrt(n[i]);
                xx += 1 / n[i];
            }
        }
        return xy / xx;
    }
}
