// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Limit of the dead letters that one client writes: a hundred a second, after the first five
 * hundred. Beyond it the client waits, so that no letter is lost and a flood of broken records does
 * not become a flood of letters.
 */
public final class LetterRate {
    private static final int BURST = 500;
    private static final long NANOS_PER_LETTER = TimeUnit.SECONDS.toNanos(1) / 100;

    private long allowedAt = System.nanoTime() - BURST * NANOS_PER_LETTER;

    /** Waits until one more letter may be written. */
    public synchronized void await() {
        long now = System.nanoTime();
        allowedAt = Math.max(allowedAt, now - BURST * NANOS_PER_LETTER) + NANOS_PER_LETTER;
        if (allowedAt > now) {
            LockSupport.parkNanos(allowedAt - now);
        }
    }
}
