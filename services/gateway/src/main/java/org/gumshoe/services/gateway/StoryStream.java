// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.Refusal;

/**
 * Stream of story tokens to HTTP clients as server-sent events. The thread of each request writes
 * what lies in its own {@link EventQueue}, so a client that reads slowly, or not at all, delays
 * neither another nor the thread that brings the tokens.
 */
final class StoryStream implements AutoCloseable {
    static final Shape TOKEN = Shape.of(StoryToken.getClassSchema(), "story", "arm", "index", "text", "last", "error");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUEUE_BYTES = 64 * 1024;
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final byte[] START = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "event: end\ndata: {\"reason\":\"The gateway is ending; connect again.\"}\n\n"
            .getBytes(StandardCharsets.UTF_8);

    private final int limit;
    private final Semaphore places;
    private final Set<EventQueue> queues = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param limit of the streams that may be open at a time */
    StoryStream(int limit) {
        this.limit = limit;
        places = new Semaphore(limit);
    }

    /** Sends a token to all clients, without waiting for any. */
    void send(StoryToken token) {
        if (queues.isEmpty()) {
            return;
        }
        byte[] event = event(token);
        queues.forEach(queue -> queue.add(event));
    }

    private static byte[] event(StoryToken token) {
        try {
            return ("event: token\ndata: " + JSON.writeValueAsString(TOKEN.values(token)) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes tokens to a client until it goes or the stream is closed.
     *
     * @throws Refusal with status 429 when too many streams are open
     */
    void follow(Context request) {
        if (!places.tryAcquire()) {
            throw Refusal.until(
                    5,
                    429,
                    limit + " streams are open, which is the limit: close one, or raise the setting"
                            + " gateway.streams.");
        }
        EventQueue queue = new EventQueue(QUEUE_BYTES);
        queues.add(queue);
        try {
            if (!closed) {
                write(request, queue);
            }
        } catch (IOException e) {
            // the client has gone, or has read nothing for the idle time-out
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queues.remove(queue);
            places.release();
        }
    }

    private static void write(Context request, EventQueue queue) throws IOException, InterruptedException {
        request.contentType("text/event-stream;charset=utf-8");
        OutputStream out = request.res().getOutputStream();
        Optional<byte[]> next = Optional.of(START);
        while (next.isPresent()) {
            out.write(next.get());
            out.flush();
            next = queue.take(HEARTBEAT_MILLIS);
        }
        out.write(END);
        out.flush();
    }

    /** Number of streams that are open. */
    int open() {
        return queues.size();
    }

    @Override
    public void close() {
        closed = true;
        queues.forEach(EventQueue::close);
    }
}
