// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Queue of the events that one client has still to read, bounded in bytes. What does not fit is left
 * out; when the client has read the rest, an event says how many are missing at that place. Adding
 * never waits.
 */
final class EventQueue {
    static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final int limit;
    private final Deque<byte[]> events = new ArrayDeque<>();
    private int bytes;
    private long missed;
    private boolean closed;

    /** @param limit of the bytes of all events that are held */
    EventQueue(int limit) {
        this.limit = limit;
    }

    synchronized void add(byte[] event) {
        // once something is missing, what follows would stand before it
        if (missed > 0 || bytes + event.length > limit) {
            missed++;
        } else {
            bytes += event.length;
            events.add(event);
        }
        notifyAll();
    }

    /** Ends the client's stream; what is held is not sent. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Waits for events and takes all of them.
     *
     * @param patienceMillis after which a heartbeat is returned, so that a client that has gone is
     *     noticed
     * @return empty when the queue is closed
     */
    synchronized Optional<byte[]> take(long patienceMillis) throws InterruptedException {
        if (isIdle()) {
            wait(patienceMillis);
        }
        if (closed) {
            return Optional.empty();
        }
        if (isIdle()) {
            return Optional.of(HEARTBEAT);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes);
        events.forEach(all::writeBytes);
        events.clear();
        bytes = 0;
        if (missed > 0) {
            all.writeBytes(("event: missed\ndata: {\"events\":" + missed + "}\n\n").getBytes(StandardCharsets.UTF_8));
            missed = 0;
        }
        return Optional.of(all.toByteArray());
    }

    private boolean isIdle() {
        return events.isEmpty() && missed == 0 && !closed;
    }
}
