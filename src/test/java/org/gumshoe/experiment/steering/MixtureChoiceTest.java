// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gumshoe.experiment.steering.MixtureChoice.Tried;
import org.junit.jupiter.api.Test;

class MixtureChoiceTest {
    @Test
    void theBestIsTakenWhenItIsClearlyBest() {
        assertThat(MixtureChoice.of(List.of(new Tried(.34, .05, .93), new Tried(.47, .04, .97))))
                .isEqualTo(1);
    }

    @Test
    void theMostFluentIsTakenOfThoseThatChanceMayHaveOrdered() {
        assertThat(MixtureChoice.of(
                        List.of(new Tried(.34, .05, .85), new Tried(.39, .04, .91), new Tried(.42, .04, 1.02))))
                .isEqualTo(1);
    }

    @Test
    void whatIsTooHardIsNoMeasure() {
        assertThat(MixtureChoice.of(List.of(new Tried(.9, .01, 1.3), new Tried(.3, .05, 1), new Tried(.2, .05, .9))))
                .isEqualTo(1);
    }

    @Test
    void theMostFluentIsTakenWhenNoneIs() {
        assertThat(MixtureChoice.of(List.of(new Tried(.9, .1, 1.3), new Tried(.1, .1, 1.2))))
                .isEqualTo(1);
    }
}
