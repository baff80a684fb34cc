// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
    @Test
    void whatSteersATerminalOrFakesALineIsEscaped() {
        assertThat(VisibleText.line("a\u001b[31mb\r\nc\td\u0007\u009b"))
                .isEqualTo("a\\u001b[31mb\\r\\nc\\td\\u0007\\u009b");
        assertThat(VisibleText.line("\u202egnp.exe\u2066\u061c\u2028\ufeff"))
                .isEqualTo("\\u202egnp.exe\\u2066\\u061c\\u2028\\ufeff");
        assertThat(VisibleText.line("hidden\udb40\udc41 \ud800")).isEqualTo("hidden\\udb40\\udc41 \\ud800");
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        for (String text : new String[] {"", "Bäckerstraße", "𝒜 clue", "نوشته\u200cها", "👩\u200d🔬", "a\u00adb"}) {
            assertThat(VisibleText.line(text)).isEqualTo(text);
        }
    }

    @Test
    void aStoryKeepsItsLines() {
        assertThat(VisibleText.lines("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\r\\u001b");
    }

    @Test
    void aQuotationIsCutBetweenCharacters() {
        assertThat(VisibleText.cut("abcd", 4)).isEqualTo("abcd");
        assertThat(VisibleText.cut("abcde", 4)).isEqualTo("abcd…");
        assertThat(VisibleText.cut("abc𝒜", 4)).isEqualTo("abc…");
        assertThat(VisibleText.quoted("x".repeat(1000))).hasSize(201);
    }
}
