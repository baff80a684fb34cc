// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InWordsTest {
    private static Told told(String text, boolean joint, boolean content) {
        return new Told(0, 1, text, joint ? .9 : .1, .9, .9, content, null, null);
    }

    @Test
    void tellsGoodNewsAndBad() {
        List<Told> unsteered =
                Collections.nCopies(4, told("The garden was green. Birds sang over the garden.", true, false));
        List<Told> steered = List.of(
                told("\"Who took it?\" I asked the constable.", true, true),
                told("The Commission of 1954 heard the constable.", false, true),
                told("He ran. He ran. He ran. He ran.", false, false),
                told("The constable waited.", true, false));

        assertThat(InWords.of(unsteered, steered))
                .contains(
                        "Of the 4 steered texts 50 % are joint, 50 % have words of detection or crime and 25 % are all three")
                .contains("4 texts: 100 %, 0 % and 0 %")
                .contains("Somebody speaks in 25 % (0 %), 25 % are told in the first person (0 %)")
                .contains("25 % read like a file")
                .contains("25 % repeat a sentence")
                .contains("brings most: constable (3)")
                .contains("drives out: birds (4), garden (4)");
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(InWords.of(List.of(), List.of())).isEmpty();
    }
}
