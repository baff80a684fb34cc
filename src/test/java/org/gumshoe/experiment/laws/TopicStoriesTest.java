// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gumshoe.experiment.laws.TopicStories.OfHalf;
import org.gumshoe.experiment.laws.TopicStories.Told;
import org.gumshoe.experiment.laws.TopicStories.Written;
import org.gumshoe.experiment.results.StoryShift;
import org.junit.jupiter.api.Test;

class TopicStoriesTest {
    private static final List<Written> UNSTEERED =
            List.of(written(1, 0, .4f, .6f), written(-1, 0, .6f, .4f)); // mean state 0, shares of one half

    private static Written written(float x, float y, float first, float second) {
        return new Written(MadeUpProbe.texts(x, y), new float[] {first, second});
    }

    private static final Told FIRST =
            new Told(0, .1, List.of(), List.of(MadeUpProbe.reader(1, 100, 0), MadeUpProbe.reader(2, 1, 0)));
    private static final Told SECOND =
            new Told(1, .2, List.of(), List.of(MadeUpProbe.reader(1, 0, 1), MadeUpProbe.reader(1, 0, 1)));

    @Test
    void textsAreReadByTheProbeOfTheOtherHalf() {
        OfHalf half =
                new OfHalf(List.of(written(4, 0, .5f, .5f), written(0, 3, .5f, .5f)), List.of(written(2, 1, .5f, .5f)));
        OfHalf still = new OfHalf(UNSTEERED, List.of(written(0, 0, .5f, .5f)));

        List<TopicStories.Shifts> shifts =
                new TopicStories(List.of(FIRST, SECOND), UNSTEERED, List.of(half, still)).shifts();

        // the first half's texts by the second half's probe (1, 0) / 2: 4 / 2; half of the mean over halves, where
        // the second half's text of the same topic, state (1, 0), is read by (100, 0)
        StoryShift first = shifts.getFirst().byProbe();
        assertThat(first.own()).isCloseTo((2 + 100) / 2., within(1e-9));
        assertThat(first.others()).isCloseTo((0 - 100) / 2., within(1e-9));
        assertThat(first.random()).isCloseTo((1 + 0) / 2., within(1e-9));
        assertThat(shifts.getLast().byProbe().own()).isCloseTo(3 / 2., within(1e-9));
    }

    @Test
    void wordsAreReadByTheTopicsShareInDeviationsOverPassages() {
        OfHalf half =
                new OfHalf(List.of(written(0, 0, .8f, .2f), written(0, 0, .4f, .6f)), List.of(written(0, 0, .5f, .5f)));

        List<TopicStories.Shifts> shifts =
                new TopicStories(List.of(FIRST, SECOND), UNSTEERED, List.of(half, half)).shifts();

        StoryShift first = shifts.getFirst().byWords();
        assertThat(first.own()).isCloseTo(3, within(1e-6));
        assertThat(first.others()).isCloseTo(-1, within(1e-6));
        assertThat(first.random()).isCloseTo(0, within(1e-6));
        assertThat(first.beyondOthers()).isCloseTo(4, within(1e-6));
        assertThat(shifts.getLast().byWords().own()).isCloseTo(.5, within(1e-6));
    }

    @Test
    void withoutATopicThereIsNoStory() {
        assertThat(TopicStories.write(null, null, List.of(), List.of()).shifts())
                .isEmpty();
    }
}
