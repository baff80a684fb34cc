// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.download;

import java.io.PrintStream;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.terminal.Terminal;

/** Progress bar: redrawn on a terminal, a line for each call elsewhere. */
public final class ProgressBar {
    private static final int BAR_WIDTH = 30;
    private final PrintStream out;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();

    public ProgressBar(PrintStream out) {
        this.out = out;
    }

    /**
     * Shows the progress of a download.
     *
     * @param what name of the file or package
     * @param done bytes received so far
     * @param total bytes in all
     */
    public void show(String what, long done, long total) {
        int full = (int) (BAR_WIDTH * done / Math.max(1, total));
        String bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
        String line = String.format("%s %s %4d of %d MB", VisibleText.line(what), bar, done >> 20, total >> 20);
        if (terminal) {
            Terminal.control(out, "\r\033[K");
        }
        out.print(line + (terminal ? "" : "\n"));
        out.flush();
    }

    /** Ends a bar that is redrawn. */
    public void done() {
        if (terminal) {
            out.println();
        }
    }
}
