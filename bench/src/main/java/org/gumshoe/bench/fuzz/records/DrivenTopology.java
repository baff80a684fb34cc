// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.StreamsProperties;

/**
 * A topology on Kafka's driver for tests, which begins with a world of well-formed records. Its state
 * lives through many inputs, so that what one leaves behind meets the next; then it begins anew.
 */
final class DrivenTopology implements Stage {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    /** Within the letters that a handler writes without waiting. */
    private static final int INPUTS = 200;
    /** Longer than any solver waits for a quiet stream. */
    private static final Duration QUIET = Duration.ofSeconds(9);

    private static final int QUIET_EVERY = 4;

    private final String service;
    private final Supplier<Topology> topology;
    private final RecordSeeds world;
    private final Set<String> reads;
    private Path state;
    private TopologyTestDriver driver;
    private int inputs;

    DrivenTopology(String service, Supplier<Topology> topology, RecordSeeds world) {
        this.service = service;
        this.topology = topology;
        this.world = world;
        reads = sources(topology.get().describe());
    }

    private static Set<String> sources(TopologyDescription description) {
        Set<String> topics = new TreeSet<>();
        description.subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Source.class::isInstance)
                .forEach(node -> topics.addAll(((TopologyDescription.Source) node).topicSet()));
        description.globalStores().forEach(store -> topics.addAll(store.source().topicSet()));
        return topics;
    }

    @Override
    public Set<String> reads() {
        return reads;
    }

    @Override
    public List<String> process(String topic, RecordInput record) throws IOException {
        if (driver == null || inputs >= INPUTS) {
            begin();
        }
        inputs++;
        try {
            pipe(topic, record);
            driver.advanceWallClockTime(inputs % QUIET_EVERY == 0 ? QUIET : Duration.ofSeconds(1));
            return written();
        } catch (Throwable finding) {
            close();
            throw finding;
        }
    }

    private void begin() throws IOException {
        close();
        state = Files.createTempDirectory("gumshoe-fuzz");
        Settings settings = new Settings(Map.of("state.dir", state.toString()));
        driver = new TopologyTestDriver(topology.get(), StreamsProperties.of(service, settings, Map.of()), START);
        inputs = 0;
        world.all().forEach((topic, records) -> {
            if (reads.contains(topic.name())) {
                records.forEach(record -> pipe(topic.name(), record));
            }
        });
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(QUIET);
        List<String> letters = written();
        if (!letters.isEmpty()) {
            throw new IllegalStateException("The world itself is refused: " + letters);
        }
    }

    private void pipe(String topic, RecordInput record) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value()));
    }

    private List<String> written() {
        List<String> letters = new ArrayList<>();
        for (String topic : driver.producedTopicNames()) {
            driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(record -> Letter.check(
                                    topic, new RecordInput(record.key(), record.value()), record.headers())
                            .ifPresent(letters::add));
        }
        return letters;
    }

    @Override
    public void close() {
        if (driver == null) {
            return;
        }
        try {
            driver.close();
        } catch (RuntimeException e) {
            // the driver of a finding may be beyond closing
        }
        driver = null;
        try (var files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
