// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import smile.classification.LogisticRegression;
import smile.util.SparseArray;

/**
 * Tests against a closed form and against Smile's dense logistic regression, which has the same
 * penalty but no sample weights.
 */
class WeightedLogisticRegressionTest {
    @Test
    void coefficientOfAFlagIsItsLogOddsRatio() {
        // with the flag 3 of weight positive to 1 not, without it 1 to 2
        List<SparseArray> rows = rows(new float[][] {{1}, {1}, {0}, {0}});
        boolean[] positive = {true, false, true, false};

        var fitted = WeightedLogisticRegression.fit(rows, 1, positive, new double[] {3, 1, 1, 2}, 1e-9);

        assertThat(fitted.intercept()).isCloseTo(Math.log(1 / 2.), within(2e-4));
        assertThat(fitted.weights()[0]).isCloseTo(Math.log(3) - Math.log(1 / 2.), within(2e-4));
    }

    @Test
    void agreesWithSmileAtEqualWeights() {
        Random random = new Random(4);
        double[][] x = new double[300][5];
        int[] y = new int[300];
        float[][] sparse = new float[300][5];
        for (int i = 0; i < 300; i++) {
            double score = 0;
            for (int j = 0; j < 5; j++) {
                sparse[i][j] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
                x[i][j] = sparse[i][j];
                score += (j - 1) * x[i][j];
            }
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - score)) ? 1 : 0;
        }
        boolean[] positive = new boolean[300];
        double[] weights = new double[300];
        for (int i = 0; i < 300; i++) {
            positive[i] = y[i] == 1;
            weights[i] = 7;
        }

        var ours = WeightedLogisticRegression.fit(rows(sparse), 5, positive, weights, 20 / 300.);

        var smile = LogisticRegression.binomial(x, y, new LogisticRegression.Options(20, 1e-8, 1000));
        double[] theirs = smile.coefficients();
        for (int j = 0; j < 5; j++) {
            assertThat(ours.weights()[j]).isCloseTo(theirs[j], within(2e-3));
        }
        assertThat(ours.intercept()).isCloseTo(theirs[5], within(2e-3));
    }

    @Test
    void weightEqualsRepetition() {
        float[][] few = {{1, 0}, {0, 2}, {3, 1}, {0, 0}};
        float[][] many = {{1, 0}, {1, 0}, {1, 0}, {0, 2}, {3, 1}, {3, 1}, {0, 0}};

        var weighted = WeightedLogisticRegression.fit(rows(few), 2, labels("1010"), new double[] {3, 1, 2, 1}, .1);
        var repeated = WeightedLogisticRegression.fit(
                rows(many), 2, labels("1110110"), new double[] {1, 1, 1, 1, 1, 1, 1}, .1);

        assertThat(weighted.weights()).containsExactly(repeated.weights(), within(1e-4));
        assertThat(weighted.intercept()).isCloseTo(repeated.intercept(), within(1e-4));
    }

    @Test
    void rejectsASingleClass() {
        List<SparseArray> rows = rows(new float[][] {{1}, {2}});

        assertThatThrownBy(() -> WeightedLogisticRegression.fit(rows, 1, labels("11"), new double[] {1, 1}, 1))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> WeightedLogisticRegression.fit(rows, 1, labels("10"), new double[] {0, 1}, 1))
                .isInstanceOf(BadInputException.class);
    }

    private static List<SparseArray> rows(float[][] dense) {
        List<SparseArray> rows = new ArrayList<>();
        for (float[] values : dense) {
            SparseArray row = new SparseArray();
            for (int j = 0; j < values.length; j++) {
                row.append(j, values[j]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static boolean[] labels(String bits) {
        boolean[] labels = new boolean[bits.length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bits.charAt(i) == '1';
        }
        return labels;
    }
}
