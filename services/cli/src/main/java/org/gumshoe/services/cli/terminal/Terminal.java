// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.terminal;

import java.io.PrintStream;

/**
 * Terminal of this process. After {@link #guard}, nothing that is printed steers it but what goes
 * through {@link #control}.
 */
public final class Terminal {
    private static final class Guarded extends PrintStream {
        private final PrintStream unguarded;

        Guarded(PrintStream unguarded) {
            super(new VisibleOutput(unguarded, unguarded.charset()), true, unguarded.charset());
            this.unguarded = unguarded;
        }
    }

    private Terminal() {}

    /** Makes standard output and standard error show what would steer the terminal. */
    public static void guard() {
        System.setOut(new Guarded(System.out));
        System.setErr(new Guarded(System.err));
    }

    /**
     * Steers the terminal.
     *
     * @param sequence of ours alone: a colour, or a movement of the cursor
     */
    public static void control(PrintStream out, String sequence) {
        out.flush();
        PrintStream terminal = out instanceof Guarded guarded ? guarded.unguarded : out;
        terminal.print(sequence);
        terminal.flush();
    }
}
