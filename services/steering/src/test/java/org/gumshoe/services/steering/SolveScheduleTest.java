// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SolveScheduleTest {
    /** Else the next call would have nothing to do and pass for a success. */
    @Test
    void whatCouldNotBeSolvedIsStillToBeSolved() {
        SolveSchedule schedule = new SolveSchedule();
        schedule.change(0);
        assertThat(schedule.begin(60_000)).isTrue();
        assertThat(schedule.begin(60_500)).as("all is solved").isFalse();

        schedule.change(61_000);
        assertThat(schedule.begin(121_000)).isTrue();
        schedule.failed();
        assertThat(schedule.begin(121_500)).isTrue();
        assertThat(schedule.begin(122_000)).isFalse();
    }

    /** A stream that replaces books without a pause neither grows nor rests. */
    @Test
    void aStreamThatNeverRestsIsSolvedAllTheSame() {
        SolveSchedule schedule = new SolveSchedule();
        schedule.count(new SumKey("crime", "strong", "m@1", "b#0"), 1000);
        schedule.change(0);
        assertThat(schedule.begin(10_000)).isTrue();
        int solved = 0;
        for (int second = 11; second < 611; second++) {
            schedule.change(second * 1000L);
            if (schedule.begin(second * 1000L + 500)) solved++;
        }
        assertThat(solved).isBetween(4, 5);
    }
}
