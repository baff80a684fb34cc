// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import org.apache.kafka.common.errors.InterruptException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that is not a Kafka Streams application: one thread that works until it is closed. When
 * the work fails, it begins anew with what was committed last, after pauses that grow with every
 * failure in a row.
 */
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
    private volatile String hindrance = "";
    private int failures;

    /** @param state that is reported before the thread has begun */
    protected ThreadService(String name, Settings settings, String state) {
        this.name = name;
        this.instance = settings.instance();
        this.state = state;
    }

    /**
     * Works until {@link #closed}; after an exception before that it is called again. Whatever one
     * record brings about is to be caught inside, or the work never gets beyond that record.
     */
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
            while (!closed && !failed) {
                workOnce();
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } finally {
            ready = false;
        }
    }

    private void workOnce() throws InterruptedException {
        try {
            work();
        } catch (InterruptedException | InterruptException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
            ready = false;
            if (InstanceFenced.by(e)) {
                failed = !closed;
                state = InstanceFenced.sentence(name, instance);
                LOG.error("{}", state);
                return;
            }
            if (closed) {
                LOG.warn("{}: {}", name, Faults.sentence(e));
                return;
            }
            Duration pause = BackOff.after(++failures);
            state = Faults.sentence(e) + "; trying again after " + pause.toSeconds() + " s";
            LOG.warn("{}: {} (attempt {})", name, state, failures, e);
            BackOff.pause(pause, this::closed);
        }
    }

    /** Reports that the work has got somewhere, so that the next failure is the first in a row. */
    protected final void succeeded() {
        failures = 0;
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

    /** Reports what a part of the work is hindered by, in a sentence; empty when nothing does. */
    protected final void hinder(String sentence) {
        hindrance = sentence;
    }

    @Override
    public final boolean ready() {
        return ready;
    }

    @Override
    public final String state() {
        return hindrance.isEmpty() ? state : state + "; " + hindrance;
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
