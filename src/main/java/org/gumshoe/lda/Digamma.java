// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

/** The digamma function, derivative of the logarithm of the gamma function, for positive arguments; absolute error below 1e-12. */
final class Digamma {
    private static final double ASYMPTOTIC = 10;

    private Digamma() {}

    /** Recurrence up to 10, then the asymptotic series in Bernoulli numbers (Abramowitz and Stegun 6.3.5, 6.3.18). */
    static double of(double x) {
        double shift = 0;
        double y = x;
        while (y < ASYMPTOTIC) {
            shift -= 1 / y;
            y++;
        }
        double f = 1 / (y * y);
        return shift
                + Math.log(y)
                - 0.5 / y
                - f
                        * (1 / 12.0
                                - f
                                        * (1 / 120.0
                                                - f
                                                        * (1 / 252.0
                                                                - f
                                                                        * (1 / 240.0
                                                                                - f
                                                                                        * (1 / 132.0
                                                                                                - f
                                                                                                        * (691
                                                                                                                / 32760.0))))));
    }
}
