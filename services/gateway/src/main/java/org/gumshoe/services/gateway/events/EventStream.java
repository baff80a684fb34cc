// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stream of server-sent events to many clients. The thread of each request writes what lies in its
 * own {@link EventQueue}, so a client that reads slowly, or not at all, delays neither another nor
 * the thread that brings the events. The newest events are held, so that a client that was away goes
 * on after the last one it had.
 */
public final class EventStream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final byte[] END =
            bytes("event: end\ndata: {\"reason\":\"The gateway is ending; connect again.\"}\n\n");
    private static final byte[] RESET = bytes("event: reset\ndata: {}\n\n");

    private record Held(String id, byte[] event) {}

    private final StreamPlaces places;
    private final int queueBytes;
    private final int heldBytes;
    private final Set<EventQueue> queues = new HashSet<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private int bytesHeld;
    private boolean closed;

    /**
     * Creates a stream.
     *
     * @param places for clients, which other streams may share
     * @param queueBytes of the events that one client has still to read
     * @param heldBytes of the events that a client can go on after; 0 for none
     */
    public EventStream(StreamPlaces places, int queueBytes, int heldBytes) {
        this.places = places;
        this.queueBytes = queueBytes;
        this.heldBytes = heldBytes;
    }

    /** Sends an event that no client can go on after, without waiting for any. */
    public void send(String type, Object data) {
        send("", type, data);
    }

    /**
     * Sends an event to all clients, without waiting for any.
     *
     * @param id that no other event has; empty for none
     * @param data written as JSON
     */
    public void send(String id, String type, Object data) {
        boolean holds = heldBytes > 0 && !id.isEmpty();
        if (!holds && open() == 0) {
            return;
        }
        byte[] event = event(id, type, data);
        synchronized (this) {
            if (holds) {
                hold(new Held(id, event));
            }
            queues.forEach(queue -> queue.add(event));
        }
    }

    private void hold(Held event) {
        held.add(event);
        bytesHeld += event.event().length;
        while (bytesHeld > heldBytes) {
            bytesHeld -= held.remove().event().length;
        }
    }

    private static byte[] event(String id, String type, Object data) {
        try {
            return bytes((id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + type + "\ndata: "
                    + JSON.writeValueAsString(data) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes events to a client until it goes or the stream is closed. After the id of an event
     * that is not held any more, an event {@code reset} tells the client to begin anew.
     *
     * @param lastId id of the last event that the client has had; empty for none
     * @throws org.gumshoe.services.common.http.Refusal with status 429 when too many streams are
     *     open
     */
    public void follow(Context request, String lastId) {
        places.take();
        EventQueue queue = new EventQueue(queueBytes);
        try {
            if (enter(queue, lastId)) {
                write(request, queue);
            }
        } catch (IOException e) {
            // the client has gone, or has read nothing for the idle time-out
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave(queue);
            places.giveBack();
        }
    }

    private synchronized boolean enter(EventQueue queue, String lastId) {
        if (!lastId.isEmpty()) {
            after(lastId).ifPresentOrElse(missed -> missed.forEach(queue::add), () -> queue.add(RESET));
        }
        queues.add(queue);
        return !closed;
    }

    private Optional<Stream<byte[]>> after(String id) {
        List<Held> missed = new ArrayList<>();
        for (Iterator<Held> newest = held.descendingIterator(); newest.hasNext(); ) {
            Held event = newest.next();
            if (event.id().equals(id)) {
                return Optional.of(missed.reversed().stream().map(Held::event));
            }
            missed.add(event);
        }
        return Optional.empty();
    }

    private synchronized void leave(EventQueue queue) {
        queues.remove(queue);
    }

    private static void write(Context request, EventQueue queue) throws IOException, InterruptedException {
        request.contentType("text/event-stream;charset=utf-8");
        OutputStream out = request.res().getOutputStream();
        Optional<byte[]> next = Optional.of(EventQueue.HEARTBEAT);
        while (next.isPresent()) {
            out.write(next.get());
            out.flush();
            next = queue.take(HEARTBEAT_MILLIS);
        }
        out.write(END);
        out.flush();
    }

    /** Number of clients that follow. */
    public synchronized int open() {
        return queues.size();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        closed = true;
        queues.forEach(EventQueue::close);
    }
}
