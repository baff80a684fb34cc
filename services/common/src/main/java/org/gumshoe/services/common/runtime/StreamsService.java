// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology as a service: exactly once, with static membership (a restart within the session gets
 * its tasks back), records that cannot be read or processed sent to the dead letters while the
 * stream goes on, and threads that die replaced a few times before the service gives up.
 */
public final class StreamsService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Pattern NUMBERED = Pattern.compile("(KSTREAM|KTABLE)-[A-Z-]+-\\d{10}");
    private static final int REPLACEMENTS = 5;
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final String name;
    private final String instance;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics meters;
    private final AtomicInteger replaced = new AtomicInteger();
    private volatile Throwable cause;
    private volatile boolean closed;

    /**
     * @param name of the service; the application id is "gumshoe-" and the name
     * @param overrides Streams properties that this service needs otherwise than all others
     */
    public StreamsService(
            String name, Topology topology, Settings settings, ProcessMetrics metrics, Map<String, Object> overrides) {
        requireNames(name, topology);
        this.name = name;
        instance = settings.instance();
        streams = new KafkaStreams(topology, properties(name, settings, overrides));
        streams.setUncaughtExceptionHandler(this::onDeath);
        streams.setStateListener((now, before) -> LOG.debug("{}: {} -> {}", name, before, now));
        meters = metrics.bind(name, streams);
    }

    /**
     * Kafka's own check ({@code ensure.explicit.internal.resource.naming}) acts only in
     * {@code StreamsBuilder.build(Properties)}, and topologies here are built without properties.
     */
    public static void requireNames(String name, Topology topology) {
        for (var part : topology.describe().subtopologies()) {
            for (var node : part.nodes()) {
                Set<String> internals = new TreeSet<>();
                if (node instanceof TopologyDescription.Processor processor) internals.addAll(processor.stores());
                if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
                    internals.addAll(source.topicSet());
                }
                for (String internal : internals) {
                    if (!NUMBERED.matcher(internal).find()) continue;
                    throw new IllegalStateException(
                            "The topology of " + name + " has a store or topic without a name of its own (" + internal
                                    + "): name it, or its contents are lost whenever the topology changes.");
                }
            }
        }
    }

    public static Properties properties(String name, Settings settings, Map<String, Object> overrides) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "gumshoe-" + name);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.getInt("streams.threads", 1));
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.getInt("commit.interval.ms", 1000));
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.getInt("replication.factor", -1));
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        config.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        config.put("processing.exception.handler.global.enabled", true);
        config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                name + "-" + settings.instance());
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        Clients.MEMBERSHIP.forEach((key, value) -> config.put(StreamsConfig.consumerPrefix(key), value));
        // a solver may think for seconds in the middle of a transaction; Streams' own ten would
        // fence it on a busy machine
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 60_000);
        config.put(StreamsConfig.producerPrefix("max.request.size"), 4 * settings.maxMessageBytes());
        // what a service makes of a record for itself may be larger than the record: the words of a
        // passage and their counts
        config.put(StreamsConfig.topicPrefix("max.message.bytes"), 4 * settings.maxMessageBytes());
        config.putAll(settings.kafka());
        config.putAll(overrides);
        return config;
    }

    private StreamThreadExceptionResponse onDeath(Throwable death) {
        if (InstanceFenced.by(death)) {
            cause = death;
            LOG.error("{}", InstanceFenced.sentence(name, instance));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (replaced.incrementAndGet() <= REPLACEMENTS) {
            LOG.warn("{}: a stream thread died and is replaced ({} of {})", name, replaced.get(), REPLACEMENTS, death);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        cause = death;
        LOG.error("{}: gives up after {} replaced threads", name, REPLACEMENTS, death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
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
        String state = streams.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (cause == null) return state;
        return InstanceFenced.by(cause) ? InstanceFenced.sentence(name, instance) : state + ": " + cause.getMessage();
    }

    @Override
    public boolean failed() {
        return !closed && streams.state().hasStartedOrFinishedShuttingDown();
    }

    /** The running streams, for queries of their stores. */
    public KafkaStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        meters.close();
        if (!streams.close(CLOSE)) LOG.warn("{}: not closed within {} s", name, CLOSE.toSeconds());
    }
}
