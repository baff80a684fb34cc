// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceOriginTest {
    private static final TraceOrigin STUDY = new TraceOrigin("study", 1_893_456_000_000L);

    /** Also the next release must find the trace of a book that has come already. */
    @Test
    void theIdsAreTheHashOfTheBookAndItsArrival() {
        // printf 'study\n1893456000000' | sha256sum
        assertThat(STUDY.context().getTraceId()).isEqualTo("ef1a87a921d6c6681ab7a634f4fc94ec");
        assertThat(STUDY.context().getSpanId()).isEqualTo("b8fe7e0dedfaf415");
        assertThat(Set.of(
                        STUDY.context().getTraceId(),
                        new TraceOrigin("study", STUDY.at() + 1).context().getTraceId(),
                        new TraceOrigin("studies", STUDY.at()).context().getTraceId()))
                .hasSize(3);
    }

    @Test
    void otherToolsReadTheHeader() {
        SpanContext read = Span.fromContext(W3CTraceContextPropagator.getInstance()
                        .extract(
                                Context.root(),
                                Map.of("traceparent", STUDY.traceparent()),
                                new TextMapGetter<Map<String, String>>() {
                                    @Override
                                    public Iterable<String> keys(Map<String, String> headers) {
                                        return headers.keySet();
                                    }

                                    @Override
                                    public String get(Map<String, String> headers, String name) {
                                        return headers.get(name);
                                    }
                                }))
                .getSpanContext();

        assertThat(read).isEqualTo(STUDY.context());
        assertThat(read.isSampled()).isTrue();
    }
}
