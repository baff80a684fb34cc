// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import org.gumshoe.BadInputException;

/** The few vector and sample statistics that this package needs, as numpy defines them. */
public final class Statistics {
    private Statistics() {}

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
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

    /** Mean 0, standard deviation (of the population) 1. */
    public static double[] standard(double[] v, String what) {
        double mean = mean(v);
        double squares = 0;
        for (double x : v) {
            squares += (x - mean) * (x - mean);
        }
        double sd = Math.sqrt(squares / v.length);
        if (!(sd > 0) || Double.isInfinite(sd)) {
            throw new BadInputException(what + " (" + v.length
                    + " of them) do not differ, so no cluster can be told from them; add other books.");
        }
        double[] s = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            s[i] = (v[i] - mean) / sd;
        }
        return s;
    }

    /** Pearson's correlation; NaN when one of the two does not vary. */
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
     * Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
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
