// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.gumshoe.services.common.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Service that is not a Kafka Streams application: one thread that works until it is closed. */
public abstract class ThreadService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

    private final String name;
    private final String instance;
    private volatile Thread thread;
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile boolean failed;
    private volatile String state;

    /** @param state that is reported before the thread has begun */
    protected ThreadService(String name, Settings settings, String state) {
        this.name = name;
        this.instance = settings.instance();
        this.state = state;
    }

    /** Works until {@link #closed}; an exception before that makes the service fail. */
    protected abstract void work() throws Exception;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start() {
        thread = Thread.ofPlatform().name(name).start(this::run);
    }

    private void run() {
        try {
            work();
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failed = !closed;
            boolean fenced = InstanceFenced.by(e);
            state = fenced ? InstanceFenced.sentence(name, instance) : "failed: " + e.getMessage();
            LOG.error("{}: {}", name, state, fenced ? null : e);
        } finally {
            ready = false;
        }
    }

    protected final boolean closed() {
        return closed;
    }

    protected final void ready(boolean now) {
        ready = now;
    }

    protected final void state(String now) {
        state = now;
    }

    @Override
    public final boolean ready() {
        return ready;
    }

    @Override
    public final String state() {
        return state;
    }

    @Override
    public final boolean failed() {
        return failed;
    }

    @Override
    public final void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            try {
                running.join(CLOSE_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
