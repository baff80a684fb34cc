// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Generator of ids: a trace's first span has those of its origin, every other span a random one. */
final class OriginIds implements IdGenerator {
    private static final ScopedValue<SpanContext> FIRST = ScopedValue.newInstance();

    /** Starts the first span of a trace. */
    static Span start(SpanBuilder first, TraceOrigin origin) {
        return ScopedValue.where(FIRST, origin.context())
                .call(() -> first.setNoParent().startSpan());
    }

    @Override
    public String generateTraceId() {
        return FIRST.isBound() ? FIRST.get().getTraceId() : IdGenerator.random().generateTraceId();
    }

    @Override
    public String generateSpanId() {
        return FIRST.isBound() ? FIRST.get().getSpanId() : IdGenerator.random().generateSpanId();
    }
}
