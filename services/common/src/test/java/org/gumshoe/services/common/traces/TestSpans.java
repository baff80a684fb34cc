// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** Traces that a test keeps in memory, and the spans that have ended in them. */
public final class TestSpans implements AutoCloseable {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Traces traces = Traces.to(SimpleSpanProcessor.create(exporter));

    public Traces traces() {
        return traces;
    }

    /** All spans so far; stages that are under way are ended. */
    public List<SpanData> ended() {
        traces.flush();
        return exporter.getFinishedSpanItems();
    }

    /** Spans of one name. */
    public List<SpanData> ended(String name) {
        return ended().stream().filter(span -> span.getName().equals(name)).toList();
    }

    public static String service(SpanData span) {
        return span.getResource().getAttribute(AttributeKey.stringKey("service.name"));
    }

    public static String book(SpanData span) {
        return span.getAttributes().get(ExportedSpans.BOOK);
    }

    public static Long passages(SpanData span) {
        return span.getAttributes().get(ExportedSpans.PASSAGES);
    }

    @Override
    public void close() {
        traces.close();
    }
}
