// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiversityTest {
    @Test
    void countsDistinctNgrams() {
        assertThat(Diversity.distinct("The dog. The dog! The cat?", 1)).isCloseTo(3 / 6., within(1e-12));
        assertThat(Diversity.distinct("The dog. The dog! The cat?", 2)).isCloseTo(3 / 5., within(1e-12));
        assertThat(Diversity.distinct("no no no no", 2)).isCloseTo(1 / 3., within(1e-12));
        assertThat(Diversity.distinct("alone", 2)).isNaN();
        assertThat(Diversity.meanDistinct(List.of("alone", "a b", "a a a"), 2)).isCloseTo(.75, within(1e-12));
    }
}
