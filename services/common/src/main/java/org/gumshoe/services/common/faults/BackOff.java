// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.time.Duration;

/** Pauses between attempts: one second, doubled after each failure, at most a minute. */
public final class BackOff {
    private static final int MAX_SECONDS = 60;

    private BackOff() {}

    /** @param failures in a row, from 1 */
    public static Duration after(int failures) {
        return Duration.ofSeconds(Math.min(MAX_SECONDS, 1L << Math.min(failures - 1, 6)));
    }
}
