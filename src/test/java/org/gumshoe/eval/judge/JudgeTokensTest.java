// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTokensTest {
    @Test
    void normalisesTypography() {
        List<String> plain =
                JudgeTokens.of("\"It's today - don't wait,\" he said. The role... was naive--so", Set.of());

        assertThat(JudgeTokens.of("“It’s to-day\u2060—don’t  wait,” he\nsaid. The _rôle_… was naïve – so", Set.of()))
                .isEqualTo(plain);
        assertThat(plain)
                .containsExactly(
                        "\"", "it", "today", "—", "don't", "wait", ",", "\"", "he", "said", ".", "the", "role", ".",
                        "was", "naive", "—", "so");
    }

    @Test
    void masksNames() {
        assertThat(JudgeTokens.of(
                        "Holmes rose. Then I saw Mr. Holmes and Dr. J. Watson, of Baker Street, 221B.", Set.of()))
                .containsExactly(
                        "", "rose", ".", "then", "i", "saw", "", "", "and", "", "", "", ",", "of", "", "", ",", "#",
                        ".");
        assertThat(JudgeTokens.of("Holmes rose. The rose is red.", Set.of("holmes")))
                .containsExactly("", "rose", ".", "the", "rose", "is", "red", ".");
    }

    @Test
    void findsNames() {
        assertThat(JudgeTokens.names(List.of(
                        "He saw Rose, and Rose saw a rose. The man told Rose of God.", "Mary is old. It is old Mary.")))
                .containsExactlyInAnyOrder("rose", "god", "mary");
    }

    @Test
    void masksHeadingsInCapitals() {
        assertThat(JudgeTokens.of("CHAPTER II. THE MURDER. I went", Set.of()))
                .containsExactly("", "", ".", "", "", ".", "i", "went");
    }
}
