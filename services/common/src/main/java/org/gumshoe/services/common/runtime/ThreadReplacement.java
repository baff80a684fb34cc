// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy for stream threads that die of a fault of the surroundings: each is replaced after a pause
 * that grows with every death in a row, and goes on with the record at which it died. Only an
 * instance whose name another has taken stays down. Thread-safe.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    /** A thread that has lived for so many pauses has recovered. */
    private static final int PAUSES_TO_RECOVER = 2;

    private final String service;
    private final String instance;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int deaths;
    private long recoversAt;
    private String trouble = "";
    private boolean fenced;

    ThreadReplacement(String service, String instance) {
        this.service = service;
        this.instance = instance;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable death) {
        Duration pause;
        synchronized (this) {
            if (InstanceFenced.by(death)) {
                fenced = true;
                trouble = InstanceFenced.sentence(service, instance);
                LOG.error("{}", trouble);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            pause = died(death);
        }
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)
                    ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                    : StreamThreadExceptionResponse.REPLACE_THREAD;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
    }

    /** Counts a death and returns how long to wait. */
    private Duration died(Throwable death) {
        deaths = System.nanoTime() - recoversAt > 0 ? 1 : deaths + 1;
        Duration pause = BackOff.after(deaths);
        recoversAt = System.nanoTime() + (PAUSES_TO_RECOVER + 1) * pause.toNanos();
        // the innermost cause says more than that a task or a thread has failed
        trouble = Faults.sentence(Faults.causes(death).getLast()) + "; trying again after " + pause.toSeconds() + " s";
        LOG.warn("{}: {} (attempt {})", service, trouble, deaths, death);
        return pause;
    }

    /** Returns what keeps the service from working; empty once a thread has lived long enough. */
    synchronized Optional<String> trouble() {
        boolean recovered = !fenced && System.nanoTime() - recoversAt > 0;
        return trouble.isEmpty() || recovered ? Optional.empty() : Optional.of(trouble);
    }

    /** Returns whether another instance has taken this one's name. */
    synchronized boolean fenced() {
        return fenced;
    }

    /** Ends the pauses. */
    void close() {
        closed.countDown();
    }
}
