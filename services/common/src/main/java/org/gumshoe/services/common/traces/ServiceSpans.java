// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import org.gumshoe.schemas.SteeringVector;

/**
 * Spans of one service. They are telemetry, no part of a transaction: what an aborted one has told
 * is told again with the next. No call waits or throws.
 */
public sealed interface ServiceSpans permits SilentSpans, ExportedSpans {
    /**
     * Tells that a book has been cut into passages: the first span of its trace.
     *
     * @param arrived timestamp of its passages, milliseconds since the epoch
     */
    void cut(String book, long arrived, int passages);

    /**
     * Tells that a passage of a book is with the service.
     *
     * @param arrived timestamp of its record
     */
    void enter(String passageKey, long arrived);

    /** Tells that a passage has left the service; one that has not entered is passed over. */
    void leave(String passageKey, long arrived);

    /**
     * Tells that a vector is published: a trace of its own, whose span links to the books that are its
     * causes, and a span in the trace of each of these.
     */
    void publish(SteeringVector vector);
}
