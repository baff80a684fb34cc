// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private final Mixture mixture = new Mixture(.1, .2, .3, .4);

    @Test
    void theDirectionWithinBooksSteersTheUpperHalf() {
        List<Direction> mixed = mixture.of(new Mixture.Parts(
                along(0, 7, 8, 9, 10), along(1, 7, 8, 9, 10), along(2, 7, 8, 9, 10), along(3, 7, 8, 9, 10)));

        assertThat(mixed).extracting(Direction::layer).containsExactly(7, 8, 9, 10);
        assertSteers(mixed.get(1), .1, .2, 0, .4);
        assertSteers(mixed.get(2), .1, .2, .3, .4);
    }

    @Test
    void aSingleLayerIsItsOwnUpperHalf() {
        Direction only = mixture.of(new Mixture.Parts(along(0, 5), along(1, 5), along(2, 5), along(3, 5)))
                .getFirst();

        assertSteers(only, .1, .2, .3, .4);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Direction only = mixture.of(new Mixture.Parts(List.of(), along(1, 5), List.of(), List.of()))
                .getFirst();

        assertSteers(only, 0, .2, 0, 0);
    }

    /** Of norm 5 and typical norm 2, along one axis. */
    private static List<Direction> along(int axis, Integer... layers) {
        float[] unit = new float[4];
        unit[axis] = 1;
        return List.of(layers).stream()
                .map(layer -> new Direction(layer, unit, 5, 2))
                .toList();
    }

    private static void assertSteers(Direction mixed, double... weights) {
        float[] expected = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            expected[i] = (float) (2 * weights[i]);
        }
        assertThat(mixed.steering(mixed.strength())).containsExactly(expected, within(1e-6f));
    }
}
