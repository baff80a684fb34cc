// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

/**
 * A part of the stream that runs until it is closed: one process of its own, or one of several in a
 * standalone JVM.
 */
public interface Service extends AutoCloseable {
    /** As in {@code gumshoe serve NAME}. */
    String name();

    /** Begins its work and returns; readiness comes later. Called once. */
    void start();

    /** Whether it has its work in hand, so that what it is sent will be done. */
    boolean ready();

    /** One word or a short sentence for people. */
    String state();

    /**
     * Whether it has given up; its process should end with an error, so that whoever supervises it
     * starts it anew.
     */
    default boolean failed() {
        return false;
    }

    /**
     * Ends gracefully: finishes what it holds or leaves it to the next start. May be called more
     * than once, and without a start.
     */
    @Override
    void close();
}
