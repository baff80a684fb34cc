// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

/**
 * Against scikit-learn's roc_auc_score and average_precision_score, on scores with many ties, and
 * against counts by hand.
 */
class RankingMetricsTest {
    private static final boolean[] LABELS = labels("0111000000010101001011000000000010000000");
    private static final double[] SCORES = {
        0.6, 0.7, 1.0, 0.7, 0.4, 0.9, 0.2, 0.6, 0.1, 0.8, 0.8, 0.6, 0.9, 0.5, 0.3, 0.6, 0.5, 0.8, 0.6, 0.1,
        0.8, 0.6, 0.1, 0.6, 0.3, 0.7, 0.2, 0.9, 0.4, 0.1, 0.6, 0.9, 0.8, 1.0, 0.5, 0.4, 0.6, 1.0, 0.9, 0.5
    };

    @Test
    void agreesWithScikitLearn() {
        assertThat(RankingMetrics.auc(LABELS, SCORES)).isCloseTo(0.6316666666666667, within(1e-12));
        assertThat(RankingMetrics.averagePrecision(LABELS, SCORES)).isCloseTo(0.3204699381078691, within(1e-12));
    }

    @Test
    void countsPairs() {
        boolean[] labels = labels("0011");
        double[] scores = {.1, .4, .35, .8};

        assertThat(RankingMetrics.auc(labels, scores)).isEqualTo(.75);
        assertThat(RankingMetrics.averagePrecision(labels, scores)).isCloseTo((1 + 2 / 3.) / 2, within(1e-12));
        assertThat(RankingMetrics.precisionAtPositives(labels, scores)).isEqualTo(.5);
        assertThat(RankingMetrics.auc(labels, new double[4])).isEqualTo(.5);
        assertThat(RankingMetrics.precisionAtPositives(labels, new double[] {2, 1, 1, 1}))
                .isCloseTo((2 / 3.) / 2, within(1e-12));
    }

    @Test
    void rejectsUndefinedInput() {
        assertThatThrownBy(() -> RankingMetrics.auc(labels("11"), new double[2]))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> RankingMetrics.auc(labels("00"), new double[2]))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> RankingMetrics.auc(labels("01"), new double[] {0, Double.NaN}))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> RankingMetrics.auc(labels("01"), new double[3]))
                .isInstanceOf(BadInputException.class);
    }

    private static boolean[] labels(String bits) {
        boolean[] labels = new boolean[bits.length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bits.charAt(i) == '1';
        }
        return labels;
    }
}
