// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.gumshoe.services.common.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that runs one Kafka Streams topology, with the properties of {@link StreamsProperties}.
 * It fails when {@link ThreadReplacement} gives up.
 */
public final class StreamsService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final String name;
    private final KafkaStreams streams;
    private final ThreadReplacement threads;
    private final KafkaStreamsMetrics meters;
    private volatile boolean closed;

    /**
     * @param name of the service; the application id is "gumshoe-" and the name
     * @param overrides Streams properties in which this service differs from all others
     */
    public StreamsService(
            String name, Topology topology, Settings settings, ProcessMetrics metrics, Map<String, Object> overrides) {
        TopologyNameCheck.require(name, topology);
        this.name = name;
        threads = new ThreadReplacement(name, settings.instance());
        streams = new KafkaStreams(topology, StreamsProperties.of(name, settings, overrides));
        streams.setUncaughtExceptionHandler(threads);
        streams.setStateListener((now, before) -> LOG.debug("{}: {} -> {}", name, before, now));
        meters = metrics.bind(name, streams);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        streams.start();
    }

    @Override
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public String state() {
        return threads.describe(streams.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    @Override
    public boolean failed() {
        return !closed && streams.state().hasStartedOrFinishedShuttingDown();
    }

    /** The Kafka Streams client, for queries of its stores. */
    public KafkaStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        meters.close();
        if (!streams.close(CLOSE_TIMEOUT)) LOG.warn("{}: not closed within {} s", name, CLOSE_TIMEOUT.toSeconds());
    }
}
