// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordScoresTest {
    private static final Map<String, Double> OWN = Map.of("a", 1., "b", 2., "c", 3., "d", 4.);

    @Test
    void bothModelsCountAlikeWhateverTheirUnits() {
        Map<String, Double> joint = WordScores.joint(OWN, Map.of("a", 100., "b", 200., "c", 300., "x", -9.));

        double step = 1 / Math.sqrt(2 / 3.);
        assertThat(joint.keySet()).isEqualTo(OWN.keySet());
        assertThat(joint.get("a")).isCloseTo(-2 * step, within(1e-12));
        assertThat(joint.get("b")).isCloseTo(0, within(1e-12));
        assertThat(joint.get("c")).isCloseTo(2 * step, within(1e-12));
        assertThat(joint.get("d")).as("of one model alone").isCloseTo(4 * step, within(1e-12));
    }

    @Test
    void oneModelAloneHasItsOwnScores() {
        assertThat(WordScores.joint(OWN, Map.of())).isEqualTo(OWN);
        assertThat(WordScores.joint(OWN, Map.of("a", 1., "b", 2.))).isEqualTo(OWN);
        assertThat(WordScores.joint(Map.of(), OWN)).isEmpty();
    }
}
