// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Client of one event stream. Each token's text is the time at which it was written. */
final class StreamClient implements AutoCloseable {
    /** How a client reads. */
    enum Habit {
        ALL,
        A_BYTE_A_SECOND,
        NOTHING
    }

    private static final Pattern TIME = Pattern.compile("\"text\":\"(\\d+)\"");
    private static final Pattern MISSED = Pattern.compile("\"events\":(\\d+)");

    private final Habit habit;
    private final Socket socket;
    private long[] delayNanos = new long[1024];
    private int delivered;
    private long missed;

    StreamClient(int port, Habit habit) throws IOException {
        this.habit = habit;
        socket = new Socket();
        if (habit != Habit.ALL) {
            // else the operating system reads for it
            socket.setReceiveBufferSize(4096);
        }
        socket.connect(new InetSocketAddress("localhost", port));
        socket.getOutputStream()
                .write("GET /api/stories/stream HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (InputStream in = socket.getInputStream()) {
            switch (habit) {
                case ALL ->
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .lines()
                            .forEach(this::take);
                case A_BYTE_A_SECOND -> {
                    while (in.read() >= 0) {
                        Thread.sleep(1000);
                    }
                }
                case NOTHING -> Thread.sleep(Long.MAX_VALUE);
            }
        } catch (IOException | UncheckedIOException e) {
            // closed by either side
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void take(String line) {
        Matcher time = TIME.matcher(line);
        if (time.find()) {
            if (delivered == delayNanos.length) {
                delayNanos = Arrays.copyOf(delayNanos, 2 * delivered);
            }
            delayNanos[delivered++] = System.nanoTime() - Long.parseLong(time.group(1));
        }
        Matcher left = MISSED.matcher(line);
        if (left.find()) {
            missed += Long.parseLong(left.group(1));
        }
    }

    Habit habit() {
        return habit;
    }

    synchronized long[] delayNanos() {
        return Arrays.copyOf(delayNanos, delivered);
    }

    synchronized long missed() {
        return missed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
