// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

/** A maximum-likelihood estimator of the parameters of a Dirichlet distribution. */
public final class DirichletPrior {
    private DirichletPrior() {}

    /**
     * Takes one stochastic Newton-Raphson step of alpha (Huang 2005, "Maximum likelihood estimation
     * of Dirichlet distribution parameters"; Hoffman, Blei and Bach 2010, section 3.3). The Hessian
     * is a diagonal plus a constant, so the step is linear in K.
     *
     * @param logTheta E[log theta] summed over {@code passages} passages
     * @param rho step size, 0 to 1
     * @return the new alpha, or the old one if the step would make a component negative or zero
     */
    public static double[] step(double[] alpha, double[] logTheta, int passages, double rho) {
        double sum = 0;
        for (double a : alpha) {
            sum += a;
        }
        double digammaSum = Digamma.of(sum);
        double gradientOverDiagonal = 0;
        double inverseDiagonal = 0;
        double[] gradient = new double[alpha.length];
        double[] diagonal = new double[alpha.length];
        for (int k = 0; k < alpha.length; k++) {
            gradient[k] = passages * (digammaSum - Digamma.of(alpha[k])) + logTheta[k];
            diagonal[k] = -passages * Digamma.derivative(alpha[k]);
            gradientOverDiagonal += gradient[k] / diagonal[k];
            inverseDiagonal += 1 / diagonal[k];
        }
        double b = gradientOverDiagonal / (1 / (passages * Digamma.derivative(sum)) + inverseDiagonal);
        double[] next = new double[alpha.length];
        for (int k = 0; k < alpha.length; k++) {
            next[k] = alpha[k] - rho * (gradient[k] - b) / diagonal[k];
            if (!(next[k] > 0)) {
                return alpha;
            }
        }
        return next;
    }
}
