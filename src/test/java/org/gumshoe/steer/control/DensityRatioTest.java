// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;
import org.junit.jupiter.api.Test;

class DensityRatioTest {
    private static final int WIDTH = 5;
    private static final double SHIFT = 1.5;

    private final Random random = new Random(1);

    /** Normal rows; those of the cluster are shifted in the first dimension, whose unit is 4. */
    private List<float[]> rows(int number, double shift) {
        return Stream.generate(() -> {
                    float[] row = new float[WIDTH];
                    for (int d = 0; d < WIDTH; d++) {
                        row[d] = (float) random.nextGaussian();
                    }
                    row[0] = (float) (4 * (row[0] + shift));
                    return row;
                })
                .limit(number)
                .toList();
    }

    private static double[] deviation() {
        double[] deviation = new double[WIDTH];
        Arrays.fill(deviation, 1);
        deviation[0] = 4;
        return deviation;
    }

    @Test
    void readsTheLogarithmOfTheRatio() {
        ReadOut ratio = DensityRatio.fit(3, rows(2000, SHIFT), rows(2000, 0), deviation());

        List<float[]> unseen = rows(1000, SHIFT / 2);
        double[] truth = unseen.stream()
                .mapToDouble(row -> SHIFT * row[0] / 4 - SHIFT * SHIFT / 2)
                .toArray();
        double[] read = unseen.stream()
                .mapToDouble(row -> ratio.of(new TextReading(Map.of(3, row), 0, 0)))
                .toArray();
        assertThat(Statistics.correlation(truth, read)).isGreaterThan(.98);
        assertThat(Math.abs(Statistics.mean(read) - Statistics.mean(truth))).isLessThan(.1);
        // the penalty makes it more careful than the truth
        assertThat(Statistics.deviation(read) / Statistics.deviation(truth)).isBetween(.4, 1.);
        assertThat(ratio.target() - ratio.mean()).isBetween(.3, SHIFT * SHIFT / 2);
    }

    @Test
    void countsNoSurenessBeyondItsLimit() {
        ReadOut ratio = DensityRatio.fit(3, rows(50, 400), rows(50, 0), deviation());

        assertThat(ratio.target() - ratio.mean()).isLessThanOrEqualTo(9);
    }

    @Test
    void refusesOneKindOfTexts() {
        assertThatThrownBy(() -> DensityRatio.fit(3, rows(2, 0), List.of(), deviation()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 texts of the concept and 0 of the model");
    }
}
