// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MauveTest {
    @Test
    void agreesWithTheAuthorsImplementation() {
        // mauve-text 0.4.0: kl_multinomial and get_divergence_curve_for_multinomials, trapezoids by numpy
        assertThat(Mauve.area(new double[] {1, 0}, new double[] {0, 1})).isCloseTo(.004072, within(1e-6));
        assertThat(Mauve.area(new double[] {3, 1}, new double[] {1, 3})).isCloseTo(.559611, within(1e-6));
        assertThat(Mauve.area(new double[] {2, 3, 5}, new double[] {5, 3, 2})).isCloseTo(.821410, within(1e-6));
        assertThat(Mauve.area(new double[] {10, 0, 5, 5}, new double[] {4, 4, 8, 4}))
                .isCloseTo(.608072, within(1e-6));
        assertThat(Mauve.area(new double[] {72, 0, 0}, new double[] {60, 10, 2}))
                .isCloseTo(.808715, within(1e-6));
    }

    @Test
    void equalSamplesHaveOne() {
        assertThat(Mauve.area(new double[] {4, 6, 2}, new double[] {2, 3, 1})).isCloseTo(1, within(1e-6));
    }

    @Test
    void clustersByDirectionAlone() {
        Random random = new Random(1);
        float[][] features = new float[20][];
        for (int i = 0; i < features.length; i++) {
            float length = 1 + i;
            float noise = .01f * (float) random.nextGaussian();
            features[i] = i % 2 == 0 ? new float[] {length, noise * length} : new float[] {noise * length, length};
        }

        int[] cluster = Mauve.clusters(features, 2);

        for (int i = 2; i < cluster.length; i++) {
            assertThat(cluster[i]).isEqualTo(cluster[i % 2]);
        }
        assertThat(cluster[0]).isNotEqualTo(cluster[1]);
    }
}
