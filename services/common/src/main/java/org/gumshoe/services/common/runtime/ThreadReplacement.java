// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy for stream threads that die: each is replaced, up to a limit; after that, or when another
 * instance has taken this one's name, the service gives up. Thread-safe.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
    private static final int MAX_REPLACEMENTS = 5;

    private final String service;
    private final String instance;
    private final AtomicInteger replacements = new AtomicInteger();
    private volatile Throwable failure;

    ThreadReplacement(String service, String instance) {
        this.service = service;
        this.instance = instance;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable death) {
        if (InstanceFenced.by(death)) {
            failure = death;
            LOG.error("{}", InstanceFenced.sentence(service, instance));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        int replaced = replacements.incrementAndGet();
        if (replaced <= MAX_REPLACEMENTS) {
            LOG.warn("{}: a stream thread died and is replaced ({} of {})", service, replaced, MAX_REPLACEMENTS, death);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        failure = death;
        LOG.error("{}: gives up after {} replaced threads", service, MAX_REPLACEMENTS, death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Adds to a client's state why the service gave up, where it has. */
    String describe(String state) {
        Throwable death = failure;
        if (death == null) return state;
        return InstanceFenced.by(death)
                ? InstanceFenced.sentence(service, instance)
                : state + ": " + death.getMessage();
    }
}
