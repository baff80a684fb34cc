// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Admission of requests with bodies: so many may wait, and so many bytes of their bodies may have
 * come. A request that is over the number is refused at once; one that only lacks the bytes waits,
 * unread. What a request announces counts for nothing, or a slow one would keep out all others.
 */
public final class Admission {
    private static final int BLOCK = 1024;
    private static final String SHARE = Admission.class.getName();

    private final Semaphore requests;
    private final Semaphore blocks;
    private final int patienceSeconds;

    /**
     * Opens the doors.
     *
     * @param bytes of all bodies that are held at one time; at least the limit of the largest
     * @param patienceSeconds how long a request waits for the bytes
     */
    public Admission(int requests, int bytes, int patienceSeconds) {
        this.requests = new Semaphore(requests);
        this.blocks = new Semaphore(blocks(bytes), true);
        this.patienceSeconds = patienceSeconds;
    }

    /**
     * Makes a handler of requests whose bodies have at most {@code limit} bytes, and are read by
     * {@link RequestBody}.
     *
     * @return a handler that refuses with status 413 or 429
     */
    public Handler admit(int limit, Handler handler) {
        return request -> {
            RequestBody.requireLength(request, limit);
            if (!requests.tryAcquire()) {
                throw busy();
            }
            Share share = new Share();
            request.attribute(SHARE, share);
            try {
                handler.handle(request);
            } finally {
                blocks.release(share.held);
                requests.release();
            }
        };
    }

    /**
     * Counts the bytes of a request's body that have come, or of what it has read instead of one; waits
     * while others hold them.
     *
     * @param bytes all of them so far; at most the limit of the largest body
     * @throws Refusal with status 429 when the wait was in vain
     */
    public static void charge(Context request, int bytes) {
        if (request.attribute(SHARE) instanceof Share share) {
            share.grow(bytes);
        }
    }

    /** Blocks of memory that one request holds. */
    private final class Share {
        private int held;

        void grow(int bytes) {
            int more = blocks(bytes) - held;
            try {
                if (more > 0 && !blocks.tryAcquire(more, patienceSeconds, TimeUnit.SECONDS)) {
                    throw busy();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            }
            held += Math.max(0, more);
        }
    }

    private static int blocks(int bytes) {
        return bytes / BLOCK + 1;
    }

    private static Refusal busy() {
        return Refusal.until(1, 429, "Too many requests are waiting: send fewer at a time.");
    }
}
