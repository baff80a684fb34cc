// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class CosineTest {
    @Test
    void aHugeDimensionRulesThePlainCosineAndNotTheStandardisedOne() {
        float[] a = {1000, 1, 0};
        float[] b = {1000, 0, 1};

        assertThat(Cosine.plain(a, b)).isCloseTo(1e6 / (1e6 + 1), within(1e-12));
        assertThat(Cosine.standardised(a, b, new double[] {1000, 1, 1})).isCloseTo(.5, within(1e-12));
    }

    @Test
    void doesNotChangeWithTheUnitsOfADimension() {
        double before = Cosine.standardised(new float[] {1, 2, 3}, new float[] {2, -1, 4}, new double[] {1, 2, .5});
        double after = Cosine.standardised(new float[] {1, 20, 3}, new float[] {2, -10, 4}, new double[] {1, 20, .5});

        assertThat(after).isCloseTo(before, within(1e-12));
    }

    @Test
    void leavesConstantDimensionsOutAndRefusesOtherWidths() {
        assertThat(Cosine.standardised(new float[] {1, 5}, new float[] {1, -5}, new double[] {1, 0}))
                .isEqualTo(1);
        assertThatThrownBy(() -> Cosine.plain(new float[] {1}, new float[] {1, 2}))
                .isInstanceOf(BadInputException.class);
    }
}
