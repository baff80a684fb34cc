// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.Arrays;
import org.gumshoe.BadInputException;
import smile.math.BFGS;
import smile.util.function.DifferentiableMultivariateFunction;

/**
 * Logistic regression with an L2 penalty on sparse rows, each with its own weight, by L-BFGS (Liu
 * and Nocedal 1989). Smile's own takes sparse rows too, but no weights.
 *
 * @param weights one a column
 */
record WeightedLogisticRegression(double[] weights, double intercept) {
    private static final int MEMORY = 7;
    private static final double TOLERANCE = 1e-5;
    private static final int ROUNDS = 300;

    /**
     * Minimises sum of weight · log(1 + exp(-y (w·x + b))) / sum of weights + penalty / 2 · |w|², y
     * being 1 or -1; b is free.
     *
     * @param rowWeights not negative; a row of weight 0 is not used
     * @param penalty more than 0
     * @throws BadInputException when one of the classes has no weight
     */
    static WeightedLogisticRegression fit(SparseRows rows, boolean[] positive, double[] rowWeights, double penalty) {
        double total = Arrays.stream(rowWeights).sum();
        double positives = 0;
        for (int i = 0; i < positive.length; i++) {
            positives += positive[i] ? rowWeights[i] : 0;
        }
        if (!(positives > 0) || !(positives < total)) {
            throw new BadInputException(
                    "A judge needs texts of both kinds; give examples that are positive and examples that are not.");
        }
        double[] x = new double[rows.width() + 1];
        x[rows.width()] = Math.log(positives / (total - positives));
        BFGS.minimize(new Loss(rows, positive, rowWeights, total, penalty), MEMORY, x, TOLERANCE, ROUNDS);
        return new WeightedLogisticRegression(Arrays.copyOf(x, rows.width()), x[rows.width()]);
    }

    double logit(SparseRows.Row row) {
        return row.dot(weights) + intercept;
    }

    double logit(SparseRows rows, int row) {
        return rows.dot(row, weights) + intercept;
    }

    static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    private static final class Loss implements DifferentiableMultivariateFunction {
        private static final long serialVersionUID = 1L;
        private final transient SparseRows rows;
        private final boolean[] positive;
        private final double[] rowWeights;
        private final double total;
        private final double penalty;

        Loss(SparseRows rows, boolean[] positive, double[] rowWeights, double total, double penalty) {
            this.rows = rows;
            this.positive = positive;
            this.rowWeights = rowWeights;
            this.total = total;
            this.penalty = penalty;
        }

        @Override
        public double f(double[] x) {
            return g(x, new double[x.length]);
        }

        @Override
        public double g(double[] x, double[] gradient) {
            Arrays.fill(gradient, 0);
            int width = rows.width();
            double loss = 0;
            for (int i = 0; i < positive.length; i++) {
                if (rowWeights[i] > 0) {
                    double sign = positive[i] ? 1 : -1;
                    double margin = sign * (rows.dot(i, x) + x[width]);
                    double share = rowWeights[i] / total;
                    loss += share
                            * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
                    double slope = -sign * share * sigmoid(-margin);
                    rows.addTo(i, slope, gradient);
                    gradient[width] += slope;
                }
            }
            for (int j = 0; j < width; j++) {
                loss += penalty / 2 * x[j] * x[j];
                gradient[j] += penalty * x[j];
            }
            return loss;
        }
    }
}
