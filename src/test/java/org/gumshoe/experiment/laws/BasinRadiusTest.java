// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.gumshoe.experiment.data.ConceptPointer;
import org.junit.jupiter.api.Test;

class BasinRadiusTest {
    @Test
    void theRadiusIsWhereHalfOfTheRunsComeHome() {
        assertThat(BasinLaw.radius(new double[] {1, 1, .75, .25, 0, 0})).isCloseTo(.7, within(1e-12));
        assertThat(BasinLaw.radius(new double[] {0, 0, 0, 0, 0, 0})).isCloseTo(.1, within(1e-12));
        assertThat(BasinLaw.radius(new double[] {1, 1, 1, 1, 1, .5})).isEqualTo(1);
    }

    @Test
    void aSpoiltPointerKeepsItsScoresTogether() {
        double[] z = {1, 2, 3, 4};
        ConceptPointer pointer = new ConceptPointer(z, new double[] {10, 20, 30, 40}, new double[] {-1, -2, -3, -4});

        ConceptPointer spoilt = BasinRunner.spoilt(pointer, 1, 3);

        for (int i = 0; i < z.length; i++) {
            assertThat(spoilt.weakWordsOrNull()[i]).isEqualTo(10 * spoilt.z()[i]);
            assertThat(spoilt.strongWordsOrNull()[i]).isEqualTo(-spoilt.z()[i]);
        }
        assertThat(BasinRunner.spoilt(pointer, 0, 3).z()).containsExactly(z);
    }
}
