// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that a command line has; what is loaded for them, {@link ProgramTest} says. */
class LazyCommandsTest {
    private static List<String> commands(String... arguments) {
        return List.copyOf(Gumshoe.commandLine(arguments).getSubcommands().keySet());
    }

    @Test
    void aCommandLineHasTheCommandThatItBeginsWithAndElseAll() {
        List<String> all = commands();
        assertThat(all).contains("demo", "up", "model", "experiment");
        assertThat(all).allSatisfy(name -> assertThat(commands(name, "--help")).containsExactly(name));
        assertThat(commands("--version")).isEmpty();
        for (String other : List.of("--help", "modle", "")) {
            assertThat(commands(other)).as(other).isEqualTo(all);
        }
    }
}
