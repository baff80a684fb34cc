// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread that follows topics until it is closed. When its work fails, it is done anew with another
 * client, after pauses that grow; whatever one record brings about is to be caught inside.
 *
 * @param <C> the client, which is opened and closed here
 */
public final class FollowingThread<C extends Consumer<?, ?>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowingThread.class);

    /** Whoever follows topics without a group has nothing to tell the broker, which may be waiting for records. */
    private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

    private final Supplier<C> clients;
    private final java.util.function.Consumer<C> work;
    private final Thread thread;
    private volatile C client;
    private volatile boolean closed;
    private volatile Throwable failure;
    private int failures;

    /**
     * Opens the first client.
     *
     * @param work reads with a client until {@link #isClosed}
     */
    public FollowingThread(String name, Supplier<C> clients, java.util.function.Consumer<C> work) {
        this.clients = clients;
        this.work = work;
        client = clients.get();
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Records that the work has got somewhere, so that the next failure is the first in a row. */
    public void succeeded() {
        failure = null;
        failures = 0;
    }

    /** Why the topics are not followed at present; empty while they are. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        while (!closed) {
            try {
                followOnce();
            } catch (WakeupException e) {
                LOG.debug("{} is closed", thread.getName());
            } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                failure = e;
                pause(BackOff.after(++failures), e);
            }
            client = null;
        }
        if (client != null) {
            client.close(AT_ONCE);
        }
    }

    private void followOnce() {
        C current = open();
        try {
            work.accept(current);
        } finally {
            current.close(AT_ONCE);
        }
    }

    /** Opens a client in the place of one that has failed; while Kafka is away, its name may be unknown too. */
    private C open() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }

    private void pause(Duration pause, Throwable reason) {
        LOG.warn(
                "{} cannot read its topics, again after {} s: {}",
                thread.getName(),
                pause.toSeconds(),
                Faults.sentence(reason));
        try {
            BackOff.pause(pause, () -> closed);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        C open = client;
        if (open != null) {
            open.wakeup();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
