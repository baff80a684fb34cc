// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSummaryTest {
    private static JudgedText text(String text, boolean joint, boolean content) {
        return new JudgedText(new Draft(0, "", 1, text), joint ? .9 : .1, .9, .9, content, null, null, null);
    }

    @Test
    void tellsGoodNewsAndBad() {
        List<JudgedText> unsteered =
                Collections.nCopies(4, text("The garden was green. Birds sang over the garden.", true, false));
        List<JudgedText> steered = List.of(
                text("\"Who took it?\" I asked the constable.", true, true),
                text("The Commission of 1954 heard the constable.", false, true),
                text("He ran. He ran. He ran. He ran.", false, false),
                text("The constable waited.", true, false));

        assertThat(TextSummary.of(unsteered, steered))
                .startsWith(
                        "Of the 4 steered texts (and of 4 unsteered ones) 50 % (100 %) are joint, 50 % (0 %) have words of the concept's content and 25 % (0 %) are all three.")
                .contains("Somebody speaks in 25 % (0 %), 25 % (0 %) are told in the first person")
                .contains("25 % (0 %) read like a file")
                .contains("25 % (0 %) repeat a sentence")
                .contains("brings most: constable (3)")
                .contains("drives out: birds (4), garden (4)");
    }

    @Test
    void isSilentOfContentThatNobodyDefined() {
        List<JudgedText> texts =
                List.of(new JudgedText(new Draft(0, "", 1, "The ship sailed."), .9, .9, .9, null, null, null, null));
        assertThat(TextSummary.of(texts, texts)).contains("are joint. Somebody").doesNotContain("content");
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(TextSummary.of(List.of(), List.of())).isEmpty();
    }
}
