// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Polling for conditions of a running system. */
final class Polling {
    private static final Duration TIMEOUT = Duration.ofHours(3);
    private static final int INTERVAL_MILLIS = 200;

    private Polling() {}

    /** @throws IllegalStateException when the condition does not hold in time */
    static void until(String what, BooleanSupplier condition) {
        long end = System.currentTimeMillis() + TIMEOUT.toMillis();
        while (!condition.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("Timed out waiting for " + what);
            }
            pause(INTERVAL_MILLIS);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
