// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContrastTest {
    private static final Set<String> SEEDS = Set.of("murder", "clue");

    private static Corpus corpus(String... passages) {
        return new Corpus(
                List.of(new Corpus.Labelled("b", "a", null, true, String.join("\n", passages), List.of(passages))),
                List.of(),
                "");
    }

    @Test
    void takesThePassagesThatNameTheConceptMostAndAsManyThatDoNot() {
        Corpus corpus = corpus(
                "Rain fell on the road.",
                "One clue was found.",
                "Tea was served.",
                "Murder! The clue of the murder.",
                "They played cards.",
                "A clue, and another clue.",
                "The train was late.");

        assertThat(Contrast.choose(corpus.books(), SEEDS, 2))
                .extracting(beginning -> beginning.passage().index())
                .containsExactly(3, 5, 2, 6);
    }

    @Test
    void leavesOutABookThatNeverNamesIt() {
        assertThat(Contrast.choose(corpus("Rain fell.", "Tea was served.").books(), SEEDS, 3))
                .isEmpty();
    }
}
