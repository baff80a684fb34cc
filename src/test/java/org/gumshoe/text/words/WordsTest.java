// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void keepsLowerCaseContentWords() {
        assertThat(
                        Words.tokens(
                                "The Murderer’s knife wasn’t in the drawing-room; “D’Artagnan’s” soul cried, don't! naïve_café 1st"))
                .containsExactly("murderer", "knife", "drawing", "room", "soul", "cried", "naïve", "café");
    }

    @Test
    void blankTextHasNoTokens() {
        assertThat(Words.tokens("")).isEmpty();
        assertThat(Words.tokens("… 12 — !")).isEmpty();
        assertThat(Words.tokens("x".repeat(100_000))).isEmpty();
    }

    @Test
    void countsCapitalsInMidSentence() {
        var capitals = Words.capitals(
                "Lamps burned when Mr. Holmes saw lamps. “Holmes,” said Sherlock Holmes, “Evidence is EVIDENCE of evidence.” Holmes left.");

        assertThat(capitals.get("lamps")).containsExactly(0, 1);
        assertThat(capitals.get("holmes")).containsExactly(2, 2);
        assertThat(capitals.get("sherlock")).containsExactly(1, 1);
        assertThat(capitals.get("evidence")).containsExactly(0, 1);
    }
}
