// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

/**
 * The digamma function (derivative of the logarithm of the gamma function), its exponential and its
 * derivative, for positive arguments. Arguments below 10 are shifted up by the recurrence
 * (Abramowitz and Stegun 6.3.5), where the asymptotic series (6.3.18, 6.4.12) are exact to 1e-12.
 */
public final class Digamma {
    private static final double ASYMPTOTIC = 10;

    private Digamma() {}

    /** Computes digamma(x); absolute error below 1e-12 (relative error for large values). */
    public static double of(double x) {
        return x < ASYMPTOTIC ? ofLarge(x + ASYMPTOTIC) - shift(x) : ofLarge(x);
    }

    /**
     * Computes exp(digamma(x)), the inner loop of variational inference; relative error below
     * 1e-12. For large x it is close to x - 1/2, and the series of exp(digamma(x)) in x - 1/2 needs
     * no logarithm.
     */
    public static double exp(double x) {
        return x < ASYMPTOTIC ? expOfLarge(x + ASYMPTOTIC) * Math.exp(-shift(x)) : expOfLarge(x);
    }

    /** Computes trigamma(x), the derivative of digamma; relative error below 1e-12. */
    public static double derivative(double x) {
        double sum = 0;
        double y = x;
        while (y < ASYMPTOTIC) {
            sum += 1 / (y * y);
            y++;
        }
        double f = 1 / (y * y);
        double tail = 1 / 30.0 - f * (1 / 42.0 - f * (1 / 30.0 - f * (5 / 66.0 - f * (691 / 2730.0))));
        return sum + (1 + 0.5 / y + f * (1 / 6.0 - f * tail)) / y;
    }

    /**
     * Computes digamma(x + 10) - digamma(x), the sum of 1 / (x + i) for i from 0 to 9. Terms i and
     * 9 - i have the denominator q + i (9 - i) with q = x (x + 9), so the sum is (2x + 9) D'(q) /
     * D(q) with D the product of the five denominators: one division.
     */
    private static double shift(double x) {
        double q = x * (x + 9);
        double product = q * (q + 8) * (q + 14) * (q + 18) * (q + 20);
        double derivative = 40320 + q * (24352 + q * (3924 + q * (240 + 5 * q)));
        return (2 * x + 9) * derivative / product;
    }

    private static double ofLarge(double x) {
        double f = 1 / (x * x);
        double tail = 1 / 120.0 - f * (1 / 252.0 - f * (1 / 240.0 - f * (1 / 132.0 - f * (691 / 32760.0))));
        return Math.log(x) - 0.5 / x - f * (1 / 12.0 - f * tail);
    }

    private static double expOfLarge(double x) {
        double y = x - 0.5;
        double f = 1 / (y * y);
        double tail = 37 / 5760.0
                - f * (10313 / 2903040.0 - f * (5509121 / 1393459200.0 - f * (2709398569.0 / 367873228800.0)));
        return y * (1 + f * (1 / 24.0 - f * tail));
    }
}
