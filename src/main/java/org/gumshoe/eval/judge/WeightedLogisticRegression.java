// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;
import smile.data.SparseDataset;
import smile.math.BFGS;
import smile.math.blas.Transpose;
import smile.math.matrix.SparseMatrix;
import smile.util.SparseArray;
import smile.util.function.DifferentiableMultivariateFunction;

/**
 * A binary logistic regression on sparse rows with sample weights and an L2 penalty, fitted by
 * L-BFGS (Liu and Nocedal 1989). Smile's sparse logistic regression has no sample weights.
 *
 * @param weights coefficients, one per column
 */
record WeightedLogisticRegression(double[] weights, double intercept) {
    private static final int LBFGS_MEMORY = 7;
    private static final double GRADIENT_TOLERANCE = 1e-5;
    private static final int MAX_ITERATIONS = 300;

    /**
     * Minimises sum of v log(1 + exp(-y (w·x + b))) / sum of v + penalty / 2 · |w|² over w and b,
     * where y is 1 or -1 and v the sample weight. The intercept b is not penalised.
     *
     * @param width number of columns
     * @param sampleWeights zero or more; samples of weight 0 are ignored
     * @param penalty more than 0
     * @throws BadInputException if one of the classes has no weight
     */
    static WeightedLogisticRegression fit(
            List<SparseArray> rows, int width, boolean[] positive, double[] sampleWeights, double penalty) {
        double total = Arrays.stream(sampleWeights).sum();
        double positives = 0;
        for (int i = 0; i < positive.length; i++) {
            positives += positive[i] ? sampleWeights[i] : 0;
        }
        if (!(positives > 0) || !(positives < total)) {
            throw new BadInputException(
                    "A judge needs texts of both kinds; give examples that are positive and examples that are not.");
        }
        double[] parameters = new double[width + 1];
        parameters[width] = Math.log(positives / (total - positives));
        SparseMatrix matrix =
                SparseDataset.of(rows.toArray(SparseArray[]::new), width).toMatrix();
        Loss loss = new Loss(matrix, positive, sampleWeights, total, penalty);
        BFGS.minimize(loss, LBFGS_MEMORY, parameters, GRADIENT_TOLERANCE, MAX_ITERATIONS);
        return new WeightedLogisticRegression(Arrays.copyOf(parameters, width), parameters[width]);
    }

    /** Makes a row of dense values, rounded to floats. */
    static SparseArray row(double[] values) {
        SparseArray row = new SparseArray(values.length);
        for (int j = 0; j < values.length; j++) {
            row.append(j, (float) values[j]);
        }
        return row;
    }

    /** Returns the log-odds of the positive class. */
    double logit(SparseArray row) {
        double sum = 0;
        for (SparseArray.Entry entry : row) {
            sum += entry.value() * weights[entry.index()];
        }
        return sum + intercept;
    }

    static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** The penalised mean log-loss and its gradient; the intercept is the last parameter. */
    private static final class Loss implements DifferentiableMultivariateFunction {
        private static final long serialVersionUID = 1L;
        private final SparseMatrix matrix;
        private final boolean[] positive;
        private final double[] sampleWeights;
        private final double total;
        private final double penalty;
        private final double[] products;
        private final double[] slopes;

        Loss(SparseMatrix matrix, boolean[] positive, double[] sampleWeights, double total, double penalty) {
            this.matrix = matrix;
            this.positive = positive;
            this.sampleWeights = sampleWeights;
            this.total = total;
            this.penalty = penalty;
            this.products = new double[positive.length];
            this.slopes = new double[positive.length];
        }

        @Override
        public double f(double[] parameters) {
            return g(parameters, new double[parameters.length]);
        }

        @Override
        public double g(double[] parameters, double[] gradient) {
            int width = matrix.ncol();
            matrix.mv(Transpose.NO_TRANSPOSE, 1, parameters, 0, products);
            double loss = 0;
            double interceptGradient = 0;
            for (int i = 0; i < positive.length; i++) {
                if (sampleWeights[i] > 0) {
                    double sign = positive[i] ? 1 : -1;
                    double margin = sign * (products[i] + parameters[width]);
                    double share = sampleWeights[i] / total;
                    loss += share
                            * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin);
                    slopes[i] = -sign * share * sigmoid(-margin);
                    interceptGradient += slopes[i];
                }
            }
            matrix.mv(Transpose.TRANSPOSE, 1, slopes, 0, gradient);
            gradient[width] = interceptGradient;
            for (int j = 0; j < width; j++) {
                loss += penalty / 2 * parameters[j] * parameters[j];
                gradient[j] += penalty * parameters[j];
            }
            return loss;
        }
    }
}
