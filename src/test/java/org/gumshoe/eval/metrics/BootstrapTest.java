// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void intervalOfAMeanMatchesNormalTheory() {
        Random random = new Random(1);
        double[] values = random.doubles(400).toArray();
        String[] groups = new String[400];
        Arrays.setAll(groups, Integer::toString);

        var interval = Bootstrap.overGroups(groups, i -> mean(values, i), 4000, 7);

        double sd = Math.sqrt(
                Arrays.stream(values).map(v -> v * v).average().orElseThrow() - Math.pow(interval.value(), 2));
        assertThat(interval.high() - interval.value()).isCloseTo(1.96 * sd / 20, within(.003));
        assertThat(interval.value() - interval.low()).isCloseTo(1.96 * sd / 20, within(.003));
    }

    @Test
    void repeatedCasesWithinGroupsDoNotNarrowTheInterval() {
        double[] few = {1, 5, 3, 8, 2, 9};
        double[] many = new double[60];
        String[] groups = new String[60];
        for (int i = 0; i < 60; i++) {
            many[i] = few[i % 6];
            groups[i] = "g" + i % 6;
        }
        String[] alone = Arrays.copyOf(groups, 6);

        assertThat(Bootstrap.overGroups(groups, i -> mean(many, i), 1000, 3))
                .isEqualTo(Bootstrap.overGroups(alone, i -> mean(few, i), 1000, 3));
    }

    @Test
    void skipsResamplesWithoutAValue() {
        boolean[] labels = {true, false, false};
        var interval = Bootstrap.overGroups(
                new String[] {"a", "b", "c"},
                i -> RankingMetrics.auc(
                        pick(labels, i), Arrays.stream(i).mapToDouble(k -> -k).toArray()),
                200,
                3);

        assertThat(interval).isEqualTo(new Bootstrap.Interval(1, 1, 1));
        assertThatThrownBy(() -> Bootstrap.overGroups(new String[0], i -> 0, 10, 1))
                .isInstanceOf(BadInputException.class);
    }

    private static boolean[] pick(boolean[] labels, int[] cases) {
        boolean[] out = new boolean[cases.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = labels[cases[i]];
        }
        return out;
    }

    private static double mean(double[] values, int[] cases) {
        return Arrays.stream(cases).mapToDouble(i -> values[i]).average().orElseThrow();
    }
}
