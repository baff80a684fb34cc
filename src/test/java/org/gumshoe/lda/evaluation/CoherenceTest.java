// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.junit.jupiter.api.Test;

class CoherenceTest {
    private final List<BagOfWords> passages = List.of(
            BagOfWords.of(List.of("clue", "murder", "lamp")),
            BagOfWords.of(List.of("clue", "murder")),
            BagOfWords.of(List.of("ship", "clue")),
            BagOfWords.of(List.of("ship", "lamp")));

    @Test
    void npmiMatchesTheClosedForm() {
        double[] npmi = Coherence.npmi(
                List.of(
                        List.of("clue", "murder"),
                        List.of("murder", "ship"),
                        List.of("lamp", "ship"),
                        List.of("clue", "murder", "ship"),
                        List.of("clue", "never")),
                passages);

        double clueMurder = Math.log(.5 / (.75 * .5)) / -Math.log(.5);
        double clueShip = Math.log(.25 / (.75 * .5)) / -Math.log(.25);
        assertThat(npmi[0]).isCloseTo(clueMurder, within(1e-12));
        assertThat(npmi[1]).isEqualTo(-1);
        assertThat(npmi[2]).isCloseTo(0, within(1e-12));
        assertThat(npmi[3]).isCloseTo((clueMurder + clueShip - 1) / 3, within(1e-12));
        assertThat(npmi[4]).isNaN();
        assertThat(Coherence.mean(npmi)).isCloseTo((npmi[0] + npmi[1] + npmi[2] + npmi[3]) / 4, within(1e-12));
    }

    @Test
    void npmiOfWordsThatAlwaysCoOccurIsOne() {
        assertThat(Coherence.npmi(
                        List.of(List.of("a", "b")),
                        List.of(BagOfWords.of(List.of("a", "b")), BagOfWords.of(List.of("b", "a", "c")))))
                .containsExactly(1);
    }
}
