// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * Check of the time of day against the time that a process has run. Kafka's clients measure their
 * waits and heartbeats by the time of day: when it is put back, they stand still for as long, and
 * nothing in them tells.
 */
final class ClockCheck {
    /** A client that stands still for so long comes back by itself. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private long furthest = Long.MIN_VALUE;

    /**
     * Returns by how much the clock was put back since an earlier call; empty up to {@link #LIMIT}.
     *
     * @param dayMillis time of day, in milliseconds
     * @param runNanos time that never goes back, in nanoseconds
     */
    Optional<Duration> putBack(long dayMillis, long runNanos) {
        long ahead = dayMillis - runNanos / 1_000_000;
        furthest = Math.max(furthest, ahead);
        return Optional.of(Duration.ofMillis(furthest - ahead)).filter(back -> back.compareTo(LIMIT) > 0);
    }
}
