// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Admission of requests with bodies: so many may wait, and their bodies together may have so many
 * bytes. A request that is over the number is refused at once; one that only lacks the bytes waits,
 * unread.
 */
public final class Admission {
    private static final int BLOCK = 1024;

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
     * Makes a handler of requests whose bodies have at most {@code limit} bytes.
     *
     * @return a handler that refuses with status 413 or 429
     */
    public Handler admit(int limit, Handler handler) {
        return request -> {
            RequestBody.requireLength(request, limit);
            if (!requests.tryAcquire()) {
                throw busy();
            }
            try {
                handleWithin(limit, handler, request);
            } finally {
                requests.release();
            }
        };
    }

    private void handleWithin(int limit, Handler handler, Context request) throws Exception {
        long length = request.req().getContentLengthLong();
        int needed = blocks(length < 0 ? limit : (int) length);
        if (!blocks.tryAcquire(needed, patienceSeconds, TimeUnit.SECONDS)) {
            throw busy();
        }
        try {
            handler.handle(request);
        } finally {
            blocks.release(needed);
        }
    }

    private static int blocks(int bytes) {
        return bytes / BLOCK + 1;
    }

    private static Refusal busy() {
        return Refusal.until(1, 429, "Too many requests are waiting: send fewer at a time.");
    }
}
