// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;

/**
 * Traces of one process: the spans of its services on their way to one exporter. Each service has a
 * name of its own there, whether it shares a process with others or not.
 */
public final class Traces implements AutoCloseable {
    /** Name under which Kafka Streams' configuration carries the traces of its process. */
    public static final String CONFIG = "gumshoe.traces";

    private static final Traces OFF = new Traces(Optional.empty());
    private static final long ROUND_MILLIS = 1_000;
    private static final int CLOSE_SECONDS = 5;

    private final Optional<SpanProcessor> processor;
    private final Map<String, ExportedSpans> services = new ConcurrentHashMap<>();
    private final Optional<Thread> rounds;

    private Traces(Optional<SpanProcessor> processor) {
        this.processor = processor;
        rounds = processor.map(used -> Thread.ofVirtual().name("traces").start(this::endStages));
    }

    /** Returns traces that are neither made nor sent. */
    public static Traces off() {
        return OFF;
    }

    /**
     * Makes the traces of a process, which are off unless the settings name a collector.
     *
     * @throws BadSettingsException when they name one that cannot be spoken to
     */
    public static Traces of(Settings settings) {
        return OtlpCollector.of(settings)
                .map(collector -> to(collector.processor()))
                .orElse(OFF);
    }

    /** Makes traces whose spans go to a processor, which is closed with them. */
    public static Traces to(SpanProcessor processor) {
        return new Traces(Optional.of(processor));
    }

    /** Returns the traces that a Kafka Streams configuration carries; where it has none, they are off. */
    public static Traces of(Map<String, ?> configs) {
        return configs.get(CONFIG) instanceof Traces traces ? traces : OFF;
    }

    /**
     * Returns whether settings name a collector. Then records carry the header {@code traceparent}, also
     * those of a tool that sends no spans.
     */
    public static boolean areWanted(Settings settings) {
        return OtlpCollector.of(settings).isPresent();
    }

    /**
     * Returns the spans of a service.
     *
     * @param name of the spans: what the service does
     */
    public ServiceSpans service(String service, String name) {
        return processor.isEmpty()
                ? SilentSpans.SILENT
                : services.computeIfAbsent(service, key -> exported(processor.get(), service, name));
    }

    private static ExportedSpans exported(SpanProcessor processor, String service, String name) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(new OriginIds())
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), "gumshoe-" + service)
                        .build())
                .addSpanProcessor(processor)
                .build();
        return new ExportedSpans(provider.get("org.gumshoe"), name);
    }

    private void endStages() {
        try {
            while (true) {
                Thread.sleep(ROUND_MILLIS);
                services.values().forEach(spans -> spans.endStages(System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the stages that are under way, and waits a little until all spans are sent. */
    public void flush() {
        services.values().forEach(spans -> spans.endStages(Long.MAX_VALUE));
        processor.ifPresent(used -> used.forceFlush().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    /** Ends within seconds, whether the collector answers or not. */
    @Override
    public void close() {
        rounds.ifPresent(Thread::interrupt);
        services.values().forEach(spans -> spans.endStages(Long.MAX_VALUE));
        processor.ifPresent(used -> used.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }
}
