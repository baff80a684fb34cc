// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import org.gumshoe.BadInputException;

/** Vector and sample statistics of this package, with the definitions of NumPy. */
public final class Statistics {
    private Statistics() {}

    /** Returns the dot product, in four sums: one would wait for each addition before the next. */
    public static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Returns the dot product of weights and a vector of single precision. */
    public static double dot(double[] weights, float[] v) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < weights.length - 3; i += 4) {
            s0 += weights[i] * v[i];
            s1 += weights[i + 1] * v[i + 1];
            s2 += weights[i + 2] * v[i + 2];
            s3 += weights[i + 3] * v[i + 3];
        }
        for (; i < weights.length; i++) {
            s0 += weights[i] * v[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Returns the dot product of two vectors of single precision, summed in double precision. */
    public static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < a.length - 3; i += 4) {
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += (double) a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    public static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    public static double[] widen(float[] v) {
        double[] w = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            w[i] = v[i];
        }
        return w;
    }

    public static double mean(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x;
        }
        return sum / v.length;
    }

    /** Returns the population standard deviation. */
    public static double deviation(double[] v) {
        double mean = mean(v);
        double squares = 0;
        for (double x : v) {
            squares += (x - mean) * (x - mean);
        }
        return Math.sqrt(squares / v.length);
    }

    /**
     * Shifts and scales values to mean 0 and population standard deviation 1.
     *
     * @param what names the values in an error message, such as "The LDA scores"
     * @throws BadInputException when the values do not differ
     */
    public static double[] standard(double[] v, String what) {
        double mean = mean(v);
        double sd = deviation(v);
        if (!(sd > 0) || Double.isInfinite(sd)) {
            throw new BadInputException(
                    what + " (" + v.length + " values) are all equal, so they tell no cluster apart; add other books.");
        }
        double[] s = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            s[i] = (v[i] - mean) / sd;
        }
        return s;
    }

    /** Returns Pearson's correlation; NaN when one of the two does not vary. */
    public static double correlation(double[] a, double[] b) {
        double ma = mean(a);
        double mb = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }

    /**
     * Returns a quantile by linear interpolation between order statistics (type 7 of Hyndman and
     * Fan 1996).
     */
    public static double quantile(double[] v, double q) {
        double[] s = v.clone();
        Arrays.sort(s);
        double at = q * (s.length - 1);
        int low = (int) Math.floor(at);
        int high = Math.min(low + 1, s.length - 1);
        return s[low] + (at - low) * (s[high] - s[low]);
    }
}
