// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exporter that tells once when spans begin to be lost, and once when they arrive again. The library
 * itself would tell each loss, past this system's log.
 */
final class ReportingExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ReportingExporter.class);

    /** Held, since a logger that nobody holds forgets its level. */
    private static final java.util.logging.Logger LIBRARY = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final String collector;
    private boolean losing;

    ReportingExporter(SpanExporter exporter, URI collector) {
        this.exporter = exporter;
        this.collector = collector.getHost();
        LIBRARY.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> report(!result.isSuccess()));
    }

    private synchronized void report(boolean lost) {
        if (lost && !losing) {
            LOG.warn("spans are lost: the collector at {} does not take them; the stream goes on", collector);
        } else if (losing && !lost) {
            LOG.warn("the collector at {} takes spans again", collector);
        }
        losing = lost;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
