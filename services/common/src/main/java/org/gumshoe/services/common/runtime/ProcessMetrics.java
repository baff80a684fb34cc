// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.gumshoe.services.common.traces.Traces;

/**
 * Meter registry of one process, in the format that Prometheus scrapes, and with it what else the
 * process tells of itself: its {@link Traces}.
 */
public final class ProcessMetrics implements AutoCloseable {
    /**
     * Interval at which meters are picked up that a client adds while it runs, for instance those
     * of a topic that it first writes to.
     */
    private static final Duration REFRESH = Duration.ofSeconds(15);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kafka-meters").factory());
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Traces traces;

    /** Makes the registry of a process without traces. */
    public ProcessMetrics() {
        this(Traces.off());
    }

    /** @param traces closed with the registry */
    public ProcessMetrics(Traces traces) {
        this.traces = traces;
        List<MeterBinder> binders = List.of(
                gc,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    /** Adds the free and total bytes of the disk that a directory is on, or will be. */
    public void watchDisk(Path directory) {
        File existing = directory.toAbsolutePath().toFile();
        while (!existing.exists()) {
            existing = existing.getParentFile();
        }
        new DiskSpaceMetrics(existing).bindTo(registry);
    }

    public MeterRegistry registry() {
        return registry;
    }

    public Traces traces() {
        return traces;
    }

    /** Returns all meters in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** Adds a client's own meters, tagged with the service; close the result before the client. */
    public KafkaClientMetrics bind(String service, Consumer<?, ?> consumer) {
        var metrics = new KafkaClientMetrics(consumer, Tags.of("service", service), refresh, REFRESH);
        metrics.bindTo(registry);
        return metrics;
    }

    /** Adds a client's own meters, tagged with the service; close the result before the client. */
    public KafkaClientMetrics bind(String service, Producer<?, ?> producer) {
        var metrics = new KafkaClientMetrics(producer, Tags.of("service", service), refresh, REFRESH);
        metrics.bindTo(registry);
        return metrics;
    }

    KafkaStreamsMetrics bind(String service, KafkaStreams streams) {
        var metrics = new KafkaStreamsMetrics(streams, Tags.of("service", service), refresh, REFRESH);
        metrics.bindTo(registry);
        return metrics;
    }

    @Override
    public void close() {
        traces.close();
        refresh.shutdownNow();
        gc.close();
        registry.close();
    }
}
