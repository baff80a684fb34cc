// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;
import org.gumshoe.Sha256;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Origin of a trace: a book that came at a time, or a vector that was published at one. The ids of
 * the trace and of its first span are a hash of both, so whoever holds a record knows them: no
 * store carries them, and what is read again falls into the trace that it was in.
 *
 * @param name the book's id, or the vector's key
 * @param at milliseconds since the epoch: the timestamp of every record about the book's passages
 */
public record TraceOrigin(String name, long at) {
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    public static TraceOrigin of(SteeringVector vector) {
        return new TraceOrigin(VectorKey.of(vector).format(), vector.getPublishedAt());
    }

    /** Returns the context of the trace's first span. */
    public SpanContext context() {
        String digits = Sha256.hex((name + "\n" + at).getBytes(StandardCharsets.UTF_8));
        return SpanContext.createFromRemoteParent(
                digits.substring(0, TRACE_DIGITS),
                digits.substring(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    /** Returns the value of the header {@code traceparent} (W3C Trace Context, version 00). */
    public String traceparent() {
        SpanContext first = context();
        return "00-" + first.getTraceId() + "-" + first.getSpanId() + "-"
                + first.getTraceFlags().asHex();
    }
}
