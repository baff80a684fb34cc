// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.traces.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that runs one Kafka Streams topology, with the properties of {@link StreamsProperties}.
 * Stream threads that die are replaced by {@link ThreadReplacement}; a client that ends as a whole,
 * as it does when its thread of global tables dies, is made anew after a pause.
 */
public final class StreamsService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final String CLIENT = "Kafka Streams";
    private static final String MEMBER = StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);

    private final String name;
    private final Supplier<Topology> topology;
    private final Settings settings;
    private final ProcessMetrics metrics;
    private final Map<String, Object> overrides;
    private final Troubles troubles = new Troubles();
    private final List<AutoCloseable> companions = new ArrayList<>();
    private final ThreadReplacement threads;
    private volatile KafkaStreams streams;
    private volatile TopologyDocument document;
    private KafkaStreamsMetrics meters;
    private Thread watcher;
    private int restarts;
    private volatile boolean closed;

    /**
     * @param name of the service; the application id is "gumshoe-" and the name
     * @param topology makes the topology anew at each call
     * @param overrides Streams properties in which this service differs from all others
     * @throws BadSettingsException when the state directory cannot be written, or another release
     *     has written what it holds
     */
    public StreamsService(
            String name,
            Supplier<Topology> topology,
            Settings settings,
            ProcessMetrics metrics,
            Map<String, Object> overrides) {
        this.name = name;
        this.topology = topology;
        this.settings = settings;
        this.metrics = metrics;
        this.overrides = new HashMap<>(overrides);
        this.overrides.put(Troubles.CONFIG, troubles);
        this.overrides.put(Traces.CONFIG, metrics.traces());
        threads = new ThreadReplacement(name, settings.instance());
        create();
    }

    /** Closes something that its topology uses after the client, whenever the service is closed. */
    public StreamsService closing(AutoCloseable companion) {
        companions.add(companion);
        return this;
    }

    private void create() {
        Topology made = topology.get();
        TopologyNameCheck.require(name, made);
        document = TopologyDocument.of(made);
        streams = client(made);
        streams.setUncaughtExceptionHandler(threads);
        streams.setStateListener((now, before) -> LOG.debug("{}: {} -> {}", name, before, now));
        meters = metrics.bind(name, streams);
    }

    private KafkaStreams client(Topology made) {
        try {
            StoredFormat.claim(
                    settings.stateDir(),
                    "gumshoe reset --bootstrap-servers " + settings.bootstrapServers() + " --set state.dir="
                            + settings.stateDir());
            return new KafkaStreams(made, properties(made), new BoundedStreamsClients(settings));
        } catch (StreamsException | UncheckedIOException e) {
            throw new BadSettingsException(
                    "The state directory " + settings.stateDir() + " cannot be used ("
                            + Faults.sentence(Faults.causes(e).getLast())
                            + "): make it writable or free some space, or choose another with GUMSHOE_STATE_DIR.",
                    e);
        }
    }

    /**
     * Names the member of the group after its topology too. A static member that comes back within
     * its session gets its former tasks without an assignment, and it is the assignment that makes
     * topics for new stores: a release with another topology would wait for them without an end.
     */
    private Properties properties(Topology made) {
        Properties config = StreamsProperties.of(name, settings, overrides);
        config.computeIfPresent(MEMBER, (key, member) -> member + "-" + TopologyNameCheck.tag(made));
        return config;
    }

    @Override
    public String name() {
        return name;
    }

    /** Starts the client; one that cannot, as on a full disk, is tried again by the watch. */
    @Override
    public void start() {
        tryTo(() -> streams.start());
        watcher = Thread.ofVirtual().name("watch-" + name).start(this::watch);
    }

    /** Makes the client anew whenever it has ended by itself. */
    private void watch() {
        try {
            while (!closed && !threads.fenced()) {
                Thread.sleep(WATCH_INTERVAL);
                if (streams.state().hasStartedOrFinishedShuttingDown() && !closed && !threads.fenced()) {
                    restart();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart() throws InterruptedException {
        restarts++;
        Duration pause = BackOff.after(restarts);
        LOG.warn("{}: Kafka Streams has ended; it is started anew after {} s", name, pause.toSeconds());
        endStreams();
        Thread.sleep(pause);
        synchronized (this) {
            if (!closed) {
                tryTo(() -> {
                    create();
                    streams.start();
                });
            }
        }
    }

    /** The next round of the watch tries again, as long as the client is one that has ended. */
    private void tryTo(Runnable start) {
        try {
            start.run();
            troubles.resolve(CLIENT);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            streams.close(Duration.ZERO);
            troubles.report(CLIENT, Faults.sentence(e));
            LOG.warn("{}: Kafka Streams could not be started: {}", name, Faults.sentence(e), e);
        }
    }

    @Override
    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING && trouble().isEmpty();
    }

    @Override
    public String state() {
        String state = streams.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return trouble()
                .map(sentence -> threads.fenced() ? sentence : state + ": " + sentence)
                .orElse(state);
    }

    private Optional<String> trouble() {
        return threads.trouble().or(troubles::sentence);
    }

    @Override
    public boolean failed() {
        return !closed && threads.fenced();
    }

    @Override
    public Optional<TopologyDocument> topology() {
        return Optional.of(document);
    }

    /** The Kafka Streams client, for queries of its stores. */
    public KafkaStreams streams() {
        return streams;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        threads.close();
        if (watcher != null) watcher.interrupt();
        endStreams();
        companions.forEach(companion -> {
            try {
                companion.close();
            } catch (Exception e) {
                LOG.warn("{}: {}", name, Faults.sentence(e));
            }
        });
    }

    private synchronized void endStreams() {
        meters.close();
        if (!streams.close(CLOSE_TIMEOUT)) LOG.warn("{}: not closed within {} s", name, CLOSE_TIMEOUT.toSeconds());
    }
}
