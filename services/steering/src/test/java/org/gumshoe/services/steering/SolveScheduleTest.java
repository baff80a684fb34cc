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
        assertThat(begins(schedule, 60_000)).isTrue();
        assertThat(begins(schedule, 60_500)).as("all is solved").isFalse();

        schedule.change(61_000);
        assertThat(begins(schedule, 121_000)).isTrue();
        schedule.failed();
        assertThat(begins(schedule, 121_500)).isTrue();
        assertThat(begins(schedule, 122_000)).isFalse();
    }

    /** A stream that replaces books without a pause neither grows nor rests. */
    @Test
    void aStreamThatNeverRestsIsSolvedAllTheSame() {
        SolveSchedule schedule = new SolveSchedule();
        schedule.count("crime|strong|m@1", false, 1000);
        schedule.change(0);
        assertThat(begins(schedule, 10_000)).isTrue();
        int solved = 0;
        for (int second = 11; second < 611; second++) {
            schedule.change(second * 1000L);
            if (begins(schedule, second * 1000L + 500)) solved++;
        }
        assertThat(solved).isBetween(4, 5);
    }

    private static boolean begins(SolveSchedule schedule, long now) {
        boolean due = schedule.isDue(now);
        if (due) schedule.begin();
        return due;
    }
}
