// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.terminal.Terminal;
import org.gumshoe.services.common.runtime.Service;

/**
 * Wait for the stream: it shows the progress, and gives up with a reason when the progress stands
 * still.
 */
final class WaitLoop {
    private static final long STANDSTILL_LIMIT_MILLIS = 240_000;
    private final PrintStream out;
    private final List<Service> services;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private volatile boolean stopped;

    /**
     * @param services those of this process, to report that one has failed; empty when they run
     *     elsewhere
     */
    WaitLoop(PrintStream out, List<Service> services) {
        this.out = out;
        this.services = services;
    }

    void stop() {
        stopped = true;
    }

    /**
     * Waits until something is done.
     *
     * @param progress text to show; if it does not change for minutes, something is wrong
     */
    void until(String what, BooleanSupplier done, Supplier<String> progress) {
        until(what, done, progress, true);
    }

    /** @param visible false when the caller shows the progress itself */
    void until(String what, BooleanSupplier done, Supplier<String> progress, boolean visible) {
        String shown = "";
        long changedAt = System.currentTimeMillis();
        long shownAt = 0;
        while (!done.getAsBoolean()) {
            pause();
            services.stream().filter(Service::failed).findFirst().ifPresent(service -> {
                throw new BadInputException(
                        "The service " + service.name() + " gave up (" + service.state() + "); see the log above.");
            });
            String now = progress.get();
            long time = System.currentTimeMillis();
            if (!now.equals(shown)) {
                changedAt = time;
                shown = now;
                if (visible && (terminal || time - shownAt > 10_000)) {
                    clear();
                    out.print("  " + now + (terminal ? "" : "\n"));
                    out.flush();
                    shownAt = time;
                }
            } else if (time - changedAt > STANDSTILL_LIMIT_MILLIS) {
                throw new BadInputException("There has been no progress for four minutes while waiting for " + what
                        + " (" + now + "); check the state of each service at /ready.");
            }
        }
        if (visible) {
            clear();
        }
    }

    private void clear() {
        if (terminal) {
            Terminal.control(out, "\r\033[K");
        }
    }

    private void pause() {
        if (stopped) {
            throw new DemoStopped();
        }
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoStopped();
        }
    }
}
