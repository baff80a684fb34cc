// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rotary embeddings; YaRN's frequencies by a transcription of transformers 5.24 in NumPy. */
class RopeTest {
    @Test
    void yarnKeepsFastFrequenciesAndDividesSlowOnes() {
        assertFrequencies(
                Rope.unscaled(12, 10_000).withYarnScaling(4, 32, 1, 64, true, Rope.yarnMagnitude(4, 1)),
                1.138629436111989,
                1.0,
                0.134652168,
                0.0116039721,
                0.0025,
                0.000538608673,
                0.000116039721);
        assertFrequencies(
                Rope.unscaled(16, 1e6).withYarnScaling(2, 32, 1, 32768, true, Rope.yarnMagnitude(2, 1)),
                1.0693147180559945,
                1.0,
                0.177827941,
                0.0316227766,
                0.00468617771,
                0.000666666667,
                8.89139705e-05,
                1.58113883e-05,
                2.81170663e-06);
    }

    @Test
    void yarnsRampMayLieBetweenIndices() {
        Rope whole = Rope.unscaled(64, 10_000).withYarnScaling(8, 32, 1, 4096, true, 1);
        Rope exact = Rope.unscaled(64, 10_000).withYarnScaling(8, 32, 1, 4096, false, 1);

        assertThat(frequency(whole, 11, 64)).isCloseTo(0.0393313085, within(1e-8));
        assertThat(frequency(exact, 11, 64)).isCloseTo(0.0405524118, within(1e-8));
    }

    @Test
    void longRopeChoosesByTheSequencesLength() {
        Rope rope = Rope.unscaled(4, 100)
                .withLongRope(List.of(1.0, 2.0), List.of(4.0, 8.0), 128, Rope.longRopeMagnitude(2, 128));

        assertFrequencies(rope.forLength(128), 1.0690449676496976, 1, .05);
        assertFrequencies(rope.forLength(129), 1.0690449676496976, .25, .0125);
    }

    private static void assertFrequencies(Rope rope, double magnitude, double... frequencies) {
        assertThat(rope.magnitude()).isCloseTo(magnitude, within(1e-12));
        for (int i = 0; i < frequencies.length; i++) {
            assertThat(frequency(rope, i, 2 * frequencies.length))
                    .as("pair " + i)
                    .isCloseTo(frequencies[i], within(1e-6 * frequencies[i]));
        }
    }

    private static double frequency(Rope rope, int pair, int headDim) {
        float[] factors = new float[headDim];
        rope.rotaryFactors(1, headDim, factors, 0);
        assertThat(Math.hypot(factors[2 * pair], factors[2 * pair + 1])).isCloseTo(rope.magnitude(), within(1e-6));
        return Math.atan2(factors[2 * pair + 1], factors[2 * pair]);
    }
}
