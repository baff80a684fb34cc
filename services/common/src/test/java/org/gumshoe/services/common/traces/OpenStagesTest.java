// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import static org.assertj.core.api.Assertions.assertThat;

import org.gumshoe.services.common.traces.OpenStages.BookStage;
import org.junit.jupiter.api.Test;

class OpenStagesTest {
    private static final TraceOrigin STUDY = new TraceOrigin("study", 7);
    private static final TraceOrigin VOYAGE = new TraceOrigin("voyage", 7);
    private final OpenStages stages = new OpenStages();

    @Test
    void aStageLastsFromTheFirstPassageThatEntersToTheLastThatLeaves() {
        stages.enter(STUDY, 0, 100);
        stages.enter(VOYAGE, 0, 150);
        stages.leave(STUDY, 0, 200);
        stages.enter(STUDY, 1, 300);
        stages.leave(STUDY, 1, 400);

        assertThat(stages.over(399 + OpenStages.QUIET_MILLIS)).isEmpty();
        assertThat(stages.over(400 + OpenStages.QUIET_MILLIS)).containsExactly(new BookStage(STUDY, 100, 400, 2));
        assertThat(stages.over(Long.MAX_VALUE))
                .as("none of the other book's has left")
                .isEmpty();
    }

    /** Assignments are made again under each topic model, and a batch that failed is read again. */
    @Test
    void aPassageCountsOnceForEachTimeThatItEnters() {
        stages.leave(STUDY, 0, 50);
        stages.enter(STUDY, 0, 100);
        stages.enter(STUDY, 0, 110);
        stages.leave(STUDY, 0, 200);
        stages.leave(STUDY, 0, 300);

        assertThat(stages.over(Long.MAX_VALUE)).containsExactly(new BookStage(STUDY, 100, 200, 1));
    }

    @Test
    void aStageWhosePassageNeverLeavesEndsWithTheOthers() {
        stages.enter(STUDY, 0, 100);
        stages.enter(STUDY, 1, 100);
        stages.leave(STUDY, 0, 200);

        assertThat(stages.over(199 + OpenStages.LONGEST_MILLIS)).isEmpty();
        assertThat(stages.over(200 + OpenStages.LONGEST_MILLIS)).containsExactly(new BookStage(STUDY, 100, 200, 1));
    }

    @Test
    void ofTooManyBooksTheEldestEnds() {
        stages.enter(STUDY, 0, 1);
        stages.leave(STUDY, 0, 1);
        for (int book = 1; book <= OpenStages.BOOKS; book++) {
            stages.enter(new TraceOrigin("book" + book, 7), 0, 1);
        }

        assertThat(stages.over(2)).containsExactly(new BookStage(STUDY, 1, 1, 1));
    }
}
