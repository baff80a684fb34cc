// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.kit.Pace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sums of all books and publishes vectors when their passages have grown by a quarter, and when the stream is quiet. The model's own texts
 * count by quarters alone, once there are enough, so that not every story is followed by a solution.
 */
final class VectorSolver implements Processor<String, BookSum, String, SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(VectorSolver.class);

    private final SteeringOptions options;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, BookSum> sums;
    private Publisher publisher;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private MapReader maps;
    private long stitchVersion;
    private long lastChangeAt;
    private long passages;
    private long solvedPassages;
    private long ownTexts;
    private long solvedOwnTexts;
    private boolean changed;

    VectorSolver(SteeringOptions options) {
        this.options = options;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        sums = context.getStateStore(SteeringTopology.SUMS);
        publisher = new Publisher(context);
        concepts = context.getStateStore(SteeringTopology.CONCEPTS);
        maps = new MapReader(context.getStateStore(SteeringTopology.STITCH_MAP));
        try (KeyValueIterator<String, BookSum> all = sums.all()) {
            all.forEachRemaining(entry -> count(entry.key, passages(entry.value)));
        }
        change();
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::solveWhenDue);
    }

    @Override
    public void process(Record<String, BookSum> entry) {
        BookSum before = sums.get(entry.key());
        if (Objects.equals(entry.value(), before)) {
            return;
        }
        sums.put(entry.key(), entry.value());
        count(entry.key(), passages(entry.value()) - passages(before));
        if (!isOwn(entry.key()) || ownTexts >= Shelf.LEAST_OWN && Pace.hasGrown(ownTexts, solvedOwnTexts)) {
            change();
        }
    }

    /** Sums of own texts belong to no concept. */
    private static boolean isOwn(String key) {
        return key.startsWith("|");
    }

    private void count(String key, int more) {
        if (isOwn(key)) {
            ownTexts += more;
        } else {
            passages += more;
        }
    }

    private static int passages(BookSum sum) {
        return sum == null ? 0 : sum.getPassages();
    }

    private void change() {
        changed = true;
        lastChangeAt = context.currentSystemTimeMs();
    }

    private void solveWhenDue(long now) {
        Optional<MapReader.Maps> newest = maps.newest();
        long version = newest.map(m -> m.manifest().getVersion()).orElse(0L);
        if (version != stitchVersion) {
            stitchVersion = version;
            change();
        }
        if (changed && Pace.isDue(now - lastChangeAt, passages, solvedPassages)) {
            changed = false;
            solvedPassages = passages;
            solvedOwnTexts = ownTexts;
            solve(newest, now);
        }
    }

    private void solve(Optional<MapReader.Maps> newest, long now) {
        Map<String, Map<String, List<BookSum>>> byConcept = new TreeMap<>();
        try (KeyValueIterator<String, BookSum> all = sums.all()) {
            all.forEachRemaining(entry -> byConcept
                    .computeIfAbsent(entry.value.getConcept(), c -> new TreeMap<>())
                    .computeIfAbsent(entry.value.getRole(), r -> new ArrayList<>())
                    .add(entry.value));
        }
        Map<String, List<BookSum>> own =
                Optional.ofNullable(byConcept.remove("")).orElse(Map.of());
        byConcept.forEach((name, byRole) -> {
            Double prevalence = Optional.ofNullable(concepts.get(name))
                    .map(c -> c.value().getPrevalence())
                    .orElse(null);
            Map<String, Shelf> shelves = new TreeMap<>();
            byRole.forEach((role, books) -> shelves.put(role, Shelf.of(books, own.getOrDefault(role, List.of()))));
            try {
                Vectors.Solution solution = new Vectors(name, shelves, prevalence, newest, options).all();
                solution.plain().forEach(vector -> publisher.publish(vector, now));
                solution.refined().forEach(refined -> publisher.publish(refined, now));
            } catch (BadInputException notYet) {
                LOG.info("No vector for {} yet: {}", name, notYet.getMessage());
            }
        });
    }
}
