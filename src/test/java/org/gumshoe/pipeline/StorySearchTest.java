// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.junit.jupiter.api.Test;

class StorySearchTest {
    private static final Prompt PROMPT = new Prompt("It rained.", 5, new Sampling(1, .95, 7), List.of());

    private final StorySearch search = new StorySearch(PROMPT, new StorySearch.Plan(2, 3, 1));

    /** Writes a block for each candidate, of one letter a token. */
    private void write(String... blocks) {
        for (int candidate = 0; candidate < blocks.length; candidate++) {
            for (int i = 0; i < blocks[candidate].length(); i++) {
                assertThat(search.isBlockComplete()).isFalse();
                search.add(
                        candidate,
                        new StorySearch.Token(i, blocks[candidate].substring(i, i + 1), -1),
                        i == blocks[candidate].length() - 1);
            }
        }
        assertThat(search.isBlockComplete()).isTrue();
    }

    @Test
    void theNextBlockContinuesTheOneThatWasChosen() {
        List<Prompt> first = search.nextBlock();
        assertThat(first).extracting(Prompt::text).containsOnly("It rained.");
        assertThat(first).extracting(Prompt::maxTokens).containsOnly(3);
        assertThat(first.getFirst().sampling()).as("as a plain story").isEqualTo(PROMPT.sampling());
        write("abc", "def");
        assertThat(search.texts()).containsExactly("abc", "def");
        assertThat(search.choose(1)).extracting(StorySearch.Token::text).containsExactly("d", "e", "f");

        List<Prompt> second = search.nextBlock();
        assertThat(second).extracting(Prompt::text).containsOnly("It rained.def");
        assertThat(second).extracting(Prompt::maxTokens).containsOnly(2);
        assertThat(second)
                .extracting(Prompt::sampling)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(
                        first.stream().map(Prompt::sampling).toList());
        write("gh", "ij");
        search.choose(0);
        assertThat(search.text()).isEqualTo("defgh");
        assertThat(search.hasEnded()).isTrue();
        assertThatThrownBy(search::nextBlock).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLastCandidateIsSteeredInFullAndTheOthersLess() {
        Prompt steered = new Prompt(
                "It rained.",
                0,
                5,
                PROMPT.sampling(),
                List.of(new Injection(1, new float[] {4, -8}), new Injection(2, new float[] {2, 0})));

        List<Prompt> block = new StorySearch(steered, new StorySearch.Plan(2, 3, 1)).nextBlock();

        assertThat(block.getFirst().injections())
                .extracting(Injection::layer, injection -> injection.vector()[0])
                .containsExactly(tuple(1, 2f), tuple(2, 1f));
        assertThat(block.getLast().injections()).isEqualTo(steered.injections());
    }

    @Test
    void aStoryEndsWhereTheChosenBlockEndsEarly() {
        search.nextBlock();
        write("abc", "d");
        search.choose(1);

        assertThat(search.hasEnded()).isTrue();
        assertThat(search.text()).isEqualTo("d");
    }

    @Test
    void candidatesUnderSolvedStrengthsLieAroundThem() {
        assertThat(StorySearch.Plan.SOLVED.shares()).containsExactly(new double[] {.4, .8, 1.2, 1.6}, within(1e-9));
        assertThat(StorySearch.Plan.DEFAULT.shares()).containsExactly(.25, .5, .75, 1);
    }

    @Test
    void aPlanWithoutCandidatesIsRefused() {
        assertThatThrownBy(() -> new StorySearch.Plan(0, 24, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 candidates");
    }
}
