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
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.services.common.kafka.Topics;

/** Client of the page's event stream. It remembers when each token came. */
final class StreamClient implements AutoCloseable {
    /** How a client reads. */
    enum Habit {
        ALL,
        A_BYTE_A_SECOND,
        NOTHING
    }

    private static final String TOKEN = "id: " + Topics.STORIES.name() + "-0-";
    private static final Pattern MISSED = Pattern.compile("data: \\{\"events\":(\\d+)}");

    private final Habit habit;
    private final Socket socket;
    private final long[] offsets;
    private final long[] cameAt;
    private int tokens;
    private long missed;
    private volatile boolean ended;

    /** @param most tokens that may come; room for all is taken at once, so that the heap shows the gateway */
    StreamClient(int port, Habit habit, int most) throws IOException {
        this.habit = habit;
        offsets = new long[habit == Habit.ALL ? most : 0];
        cameAt = new long[offsets.length];
        socket = new Socket();
        if (habit != Habit.ALL) {
            // else the operating system reads for it
            socket.setReceiveBufferSize(4096);
        }
        socket.connect(new InetSocketAddress("localhost", port));
        socket.getOutputStream()
                .write("GET /api/events HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
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
        ended = true;
    }

    private synchronized void take(String line) {
        if (line.startsWith(TOKEN) && tokens < offsets.length) {
            offsets[tokens] = Long.parseLong(line.substring(TOKEN.length()));
            cameAt[tokens++] = System.currentTimeMillis();
        }
        Matcher left = MISSED.matcher(line);
        if (left.matches()) {
            missed += Long.parseLong(left.group(1));
        }
    }

    Habit habit() {
        return habit;
    }

    /** Whether the stream has ended, by either side. */
    boolean ended() {
        return ended;
    }

    /** Hands over the delay of each token in milliseconds; those that were not made are left out. */
    synchronized void delays(TokenTimes made, LongConsumer reader) {
        for (int i = 0; i < tokens; i++) {
            long at = cameAt[i];
            made.of(offsets[i]).ifPresent(madeAt -> reader.accept(at - madeAt));
        }
    }

    synchronized long missed() {
        return missed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
