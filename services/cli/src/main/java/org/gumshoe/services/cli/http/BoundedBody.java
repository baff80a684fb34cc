// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.gumshoe.BadInputException;

/**
 * Body of a response that ends with an error where nothing comes for a while, and where more comes
 * than was announced. The time-out of Java's HTTP client covers the head alone.
 */
final class BoundedBody extends FilterInputStream {
    private static final ScheduledExecutorService ALARMS = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("stalled-downloads").factory());

    private final String what;
    private final long limit;
    private final Duration patience;
    private long left;
    private volatile boolean stalled;

    /** @param what is received, for messages */
    BoundedBody(InputStream in, String what, long limit, Duration patience) {
        super(in);
        this.what = what;
        this.limit = limit;
        this.patience = patience;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int count = await(buffer, from, length);
        left -= Math.max(0, count);
        if (left < 0) {
            throw new BadInputException("The server sends more than the " + limit + " bytes that " + what
                    + " may have; start again, or check the server's address.");
        }
        return count;
    }

    private int await(byte[] buffer, int from, int length) throws IOException {
        Future<?> alarm = ALARMS.schedule(this::stall, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int count = in.read(buffer, from, length);
            if (!stalled) return count;
        } catch (IOException e) {
            if (!stalled) throw e;
        } finally {
            alarm.cancel(false);
        }
        throw new IOException("nothing more of " + what + " came for " + patience.toSeconds() + " s");
    }

    private void stall() {
        stalled = true;
        try {
            in.close();
        } catch (IOException e) {
            // the reader is told of the stall
        }
    }
}
