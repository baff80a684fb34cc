// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gumshoe.BadInputException;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.stitch.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Widths come from records; the square of some is a small number again, or a negative one. */
class MomentsRoomTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 46_341, 65_536, 92_682, 131_072, 262_144})
    void aWidthForWhichThereIsNoRoomIsRefused(int width) {
        assertThatThrownBy(() -> new Moments(width, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("do not fit into memory");
        assertThatThrownBy(() -> new GroupMoments(width)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new StitchTrainer(width, 1)).isInstanceOf(BadInputException.class);
    }

    @Test
    void allMomentsOfAMapTogetherNeedRoom() {
        int most = (int) Math.sqrt(Runtime.getRuntime().maxMemory() / (8. * 3));
        assertThatThrownBy(() -> new StitchTrainer(most, most)).isInstanceOf(BadInputException.class);
        assertThat(new StitchTrainer(8, 16).moments()).hasSize(3);
    }
}
