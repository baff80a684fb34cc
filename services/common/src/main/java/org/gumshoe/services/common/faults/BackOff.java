// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Pauses between attempts: one second, doubled after each failure, at most a minute. */
public final class BackOff {
    private static final int MAX_SECONDS = 60;
    private static final int CHECK_MILLIS = 100;

    private BackOff() {}

    /** @param failures in a row, from 1 */
    public static Duration after(int failures) {
        return Duration.ofSeconds(Math.min(MAX_SECONDS, 1L << Math.min(failures - 1, 6)));
    }

    /** Waits for a pause, or until there is no reason to wait any longer. */
    public static void pause(Duration pause, BooleanSupplier isOver) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        while (!isOver.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.sleep(CHECK_MILLIS);
        }
    }
}
