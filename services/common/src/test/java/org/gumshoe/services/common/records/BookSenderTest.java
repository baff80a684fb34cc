// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.gumshoe.services.common.config.BadSettingsException;
import org.junit.jupiter.api.Test;

class BookSenderTest {
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "word ", "\n\n", "\n", "\u00e9", "\ud83d\udd75", "long-word-without-space")
                .list()
                .ofMaxSize(80)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void piecesPutEndToEndAreTheTextAndStaySmall(
            @ForAll("texts") String text, @ForAll @IntRange(min = 4, max = 64) int limit) {
        List<String> pieces = BookSender.split(text, limit);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> {
            byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
            assertThat(utf8.length).isLessThanOrEqualTo(limit);
            assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(piece);
        });
    }

    @Test
    void aPieceEndsAtAParagraphWhereItCan() {
        assertThat(BookSender.split("One two.\n\nThree four five.", 20))
                .containsExactly("One two.\n\n", "Three four five.");
    }

    @Test
    void chunksNameTheWhole() {
        String text = "A paragraph of some words.\n\n".repeat(20_000);

        var chunks = BookSender.chunks("study", "A Study", "Doyle", List.of("mystery"), text);

        assertThat(chunks).hasSize(3).allSatisfy(chunk -> {
            assertThat(chunk.getTotal()).isEqualTo(3);
            assertThat(chunk.getSha256()).isEqualTo(BookSender.sha256(text));
        });
        assertThat(BookSender.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void anIdThatCannotBeAKeyIsRefused() {
        assertThatThrownBy(() -> BookSender.chunks("a#b", "", "", List.of(), "text"))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("'a#b'");
    }
}
