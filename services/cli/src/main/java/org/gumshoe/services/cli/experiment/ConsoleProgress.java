// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.experiment;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.gumshoe.experiment.plan.ExperimentListener;

/**
 * Tells how far an experiment is: a bar with the time left, redrawn on a terminal, a line every ten
 * seconds elsewhere.
 */
final class ConsoleProgress implements ExperimentListener {
    private static final int WIDTH = 30;
    private static final long QUIET = 10_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private final long start = System.nanoTime();
    private final Map<String, Long> began = new HashMap<>();
    private final Map<String, Long> shown = new HashMap<>();
    private boolean open;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void stage(String what) {
        say("[%4.0f s] %s".formatted((System.nanoTime() - start) / 1e9, what));
    }

    @Override
    public synchronized void say(String sentence) {
        if (open) {
            out.println();
            open = false;
        }
        out.println(sentence);
        out.flush();
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        long now = System.nanoTime();
        long first = began.computeIfAbsent(what, w -> now);
        boolean last = done >= total;
        if (!terminal && !last && now - shown.getOrDefault(what, first - QUIET) < QUIET) {
            return;
        }
        shown.put(what, now);
        double left = done == 0 ? Double.NaN : (now - first) / 1e9 / done * (total - done);
        int full = (int) (WIDTH * done / Math.max(1, total));
        String line = String.format(
                Locale.ROOT,
                "  %s%s %d of %d%s  %s",
                "█".repeat(full),
                "░".repeat(WIDTH - full),
                done,
                total,
                Double.isNaN(left) || last ? "" : ", about %.0f s left".formatted(left),
                what);
        if (terminal) {
            out.print("\r\033[K" + line);
            open = true;
        } else {
            out.println(line);
        }
        out.flush();
    }
}
