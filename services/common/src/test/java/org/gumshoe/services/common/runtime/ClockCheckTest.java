// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
    private static final long NOON = 1_800_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final ClockCheck clock = new ClockCheck();

    @Test
    void aClockThatGoesOrIsPutForwardIsFine() {
        assertThat(clock.putBack(NOON, 0)).isEmpty();
        assertThat(clock.putBack(NOON + 1000, SECOND)).isEmpty();
        assertThat(clock.putBack(NOON + 7_200_000, 2 * SECOND)).isEmpty();
    }

    @Test
    void aSmallStepBackIsWaitedFor() {
        clock.putBack(NOON, 0);
        assertThat(clock.putBack(NOON - 20_000, SECOND)).isEmpty();
    }

    @Test
    void aLargeStepBackIsSeenAlsoFromATimeInTheFuture() {
        clock.putBack(NOON, 0);
        clock.putBack(NOON + 3_601_000, SECOND);
        assertThat(clock.putBack(NOON + 2000, 2 * SECOND)).contains(Duration.ofHours(1));
    }
}
