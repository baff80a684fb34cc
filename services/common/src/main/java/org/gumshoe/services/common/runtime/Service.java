// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.Optional;

/**
 * Part of the stream that runs until it is closed, either as a process of its own or as one of
 * several in a standalone JVM.
 */
public interface Service extends AutoCloseable {
    /** Name, as in {@code gumshoe serve NAME}. */
    String name();

    /** Starts the service and returns; it becomes ready later. Called once. */
    void start();

    /** Whether the service processes what it is sent. */
    boolean ready();

    /** State in a word or a short sentence, for people. */
    String state();

    /**
     * Whether the service has given up. Its process should then end with an error, so that its
     * supervisor starts it again.
     */
    default boolean failed() {
        return false;
    }

    /** Describes the service's topology; empty for a plain client. */
    default Optional<TopologyDocument> topology() {
        return Optional.empty();
    }

    /**
     * Ends the service gracefully: it finishes its current work or leaves it to the next start. May
     * be called more than once, and without a start.
     */
    @Override
    void close();
}
