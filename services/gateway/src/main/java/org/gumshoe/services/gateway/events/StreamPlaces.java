// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.events;

import java.util.concurrent.Semaphore;
import org.gumshoe.services.common.http.Refusal;

/** Places of the clients that may follow streams at a time. */
public final class StreamPlaces {
    private final int limit;
    private final Semaphore free;

    public StreamPlaces(int limit) {
        this.limit = limit;
        free = new Semaphore(limit);
    }

    /**
     * Takes a place.
     *
     * @throws Refusal with status 429 when none is free
     */
    public void take() {
        if (!free.tryAcquire()) {
            throw Refusal.until(
                    5,
                    429,
                    limit + " streams are open, which is the limit: close one, or raise the setting"
                            + " gateway.streams.");
        }
    }

    public void giveBack() {
        free.release();
    }
}
