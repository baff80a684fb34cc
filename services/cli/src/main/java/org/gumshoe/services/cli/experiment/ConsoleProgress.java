// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.experiment;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.services.cli.terminal.Terminal;

/**
 * Progress display of an experiment: on a terminal, a bar that is redrawn, with the time left;
 * elsewhere, a line every ten seconds.
 */
final class ConsoleProgress implements ExperimentListener {
    private static final int BAR_WIDTH = 30;
    private static final long SECOND = 1_000_000_000L;
    private static final long INTERVAL_NANOS = 10 * SECOND;

    private final PrintWriter out;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private final long start = System.nanoTime();
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, Long> lastShown = new HashMap<>();
    private boolean barOpen;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void stage(String what) {
        say("[%4.0f s] %s".formatted((System.nanoTime() - start) / 1e9, what));
    }

    @Override
    public synchronized void say(String sentence) {
        if (barOpen) {
            out.println();
            barOpen = false;
        }
        out.println(VisibleText.line(sentence));
        out.flush();
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        long now = System.nanoTime();
        long first = starts.computeIfAbsent(what, w -> now);
        boolean last = done >= total;
        if (!terminal && !last && now - lastShown.getOrDefault(what, first - INTERVAL_NANOS) < INTERVAL_NANOS) {
            return;
        }
        lastShown.put(what, now);
        if (last) {
            starts.remove(what); // the same work may come again
        }
        double left = now - first < SECOND ? Double.NaN : (now - first) / 1e9 / done * (total - done);
        int full = (int) (BAR_WIDTH * done / Math.max(1, total));
        String line = String.format(
                Locale.ROOT,
                "  %s%s %d of %d%s  %s",
                "█".repeat(full),
                "░".repeat(BAR_WIDTH - full),
                done,
                total,
                !Double.isFinite(left) || last ? "" : ", about %.0f s left".formatted(left),
                what);
        if (terminal) {
            out.flush();
            Terminal.control(System.out, "\r\033[K");
            out.print(line);
            barOpen = true;
        } else {
            out.println(line);
        }
        out.flush();
    }
}
