// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.gumshoe.BadInputException;

/**
 * Pace of requests to libraries.
 *
 * @param pause between the answer to a request and the next request
 * @param exempt hosts of this machine, which need no pause
 */
record Pacing(Duration pause, InstantSource clock, Sleeper sleeper, Predicate<URI> exempt) {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Waits; in tests only the clock goes on. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    static Pacing real() {
        return new Pacing(PAUSE, InstantSource.system(), Thread::sleep, Pacing::isLoopback);
    }

    void sleep(Duration time) {
        try {
            sleeper.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadInputException("Fetching was interrupted; start again to resume.", e);
        }
    }

    static boolean isLoopback(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
