// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.schemas.StoryRequest;
import org.junit.jupiter.api.Test;

class BatchRowsTest {
    private static PreparedStory story(int number) {
        StoryRequest request = StoryRequest.newBuilder()
                .setStory("s" + number)
                .setConcept("crime")
                .setPrompt("It was")
                .setArm("unsteered")
                .setSeed(1)
                .setTokens(2)
                .build();
        return new PreparedStory(
                request,
                new Prompt("It was", 0, 2, new Sampling(1, 1, 1), List.of()),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    /** A batch goes on as long as requests come; it kept each of its stories until it ended. */
    @Test
    void aStoryThatIsWrittenLeavesNothingBehind() throws Exception {
        BatchRows rows = new BatchRows(null);
        List<WeakReference<PreparedStory>> stories = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        TokenListener listener = rows.listener((story, index, id, text, logProb, last) -> told.add(story));
        for (int number = 0; number < 100; number++) {
            PreparedStory story = story(number);
            stories.add(new WeakReference<>(story));
            rows.add(story);
            assertThat(rows.next(1)).hasSize(1);
            listener.token(number, 0, 7, "a", -1, false);
            listener.token(number, 1, 7, "b", -1, true);
        }
        assertThat(told).hasSize(200).endsWith(99, 99);
        for (int i = 0; i < 50 && stories.getFirst().get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(stories.stream().filter(each -> each.get() != null).count()).isLessThan(3);
        assertThat(rows.next(1)).isEmpty();
    }
}
