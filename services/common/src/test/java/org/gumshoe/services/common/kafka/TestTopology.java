// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.runtime.StreamsProperties;
import org.gumshoe.services.common.runtime.TopologyNameCheck;
import org.gumshoe.services.common.traces.Traces;

/**
 * Topology that a test drives, with the properties of a service and a state directory of its own.
 */
public final class TestTopology implements AutoCloseable {
    public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final Troubles troubles = new Troubles();
    private final Path state;
    private final TopologyTestDriver driver;

    /** @param service name of the service, which keeps some topics */
    public TestTopology(String service, Topology topology) {
        this(service, topology, Traces.off());
    }

    public TestTopology(String service, Topology topology, Traces traces) {
        TopologyNameCheck.require("test", topology);
        try {
            state = Files.createTempDirectory("gumshoe-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var settings = new Settings(Map.of("state.dir", state.toString()));
        driver = new TopologyTestDriver(
                topology,
                StreamsProperties.of(service, settings, Map.of(Troubles.CONFIG, troubles, Traces.CONFIG, traces)),
                START);
    }

    public <V> TestInputTopic<String, V> in(Topic<V> topic) {
        return driver.createInputTopic(
                topic.name(), topic.keys().serializer(), topic.values().serializer(), START, Duration.ofMillis(1));
    }

    public <V> TestOutputTopic<String, V> out(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(), topic.keys().deserializer(), topic.values().deserializer());
    }

    /** Advances the wall clock, so that punctuators fire. */
    public void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** What {@code /ready} would tell. */
    public Optional<String> trouble() {
        return troubles.sentence();
    }

    public TopologyTestDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
        try (var files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
