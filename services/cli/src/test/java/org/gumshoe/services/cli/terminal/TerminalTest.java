// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static String printed(Consumer<PrintStream> text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            Terminal.guard();
            text.accept(System.out);
            System.out.flush();
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whateverIsPrintedIsShownAndOnlyOurSequencesSteer() {
        assertThat(printed(out -> {
                    out.print("a\u001b[31m");
                    out.printf(Locale.ROOT, "%s\u009b", "b\r\u202e");
                    new PrintWriter(out, true).println("\u001b]0;title\u0007");
                    Terminal.control(out, "\r\u001b[K");
                    out.println("\tBäckerstraße 𝒜");
                }))
                .isEqualTo("a\\u001b[31mb\\r\\u202e\\u009b\\u001b]0;title\\u0007\n\r\u001b[K\tBäckerstraße 𝒜\n");
    }

    @Test
    void aCharacterThatComesInPiecesIsOne() {
        byte[] bytes = "𝒜\u202eé".getBytes(StandardCharsets.UTF_8);
        assertThat(printed(out -> {
                    for (byte each : bytes) {
                        out.write(each);
                    }
                }))
                .isEqualTo("𝒜\\u202eé");
    }

    @Test
    void withoutAGuardOurSequencesGoWhereTheTextGoes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        out.print("a");
        Terminal.control(out, "\u001b[K");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\u001b[K");
    }
}
