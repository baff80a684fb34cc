// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import org.gumshoe.schemas.SteeringVector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the sums of all books and publishes vectors when their passages have grown by a quarter, and when the stream is quiet. */
final class VectorSolver implements Processor<String, BookSum, String, SteeringVector> {
    private static final Logger LOG = LoggerFactory.getLogger(VectorSolver.class);
    /** Longer than a slow model takes for a batch, so that not every batch is followed by a solution. */
    private static final long QUIET_MILLIS = 8000;

    private final double strength;
    private ProcessorContext<String, SteeringVector> context;
    private KeyValueStore<String, BookSum> sums;
    private KeyValueStore<String, SteeringVector> published;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Concept>> concepts;
    private MapReader maps;
    private long stitchVersion;
    private long lastChangeAt;
    private long passages;
    private long solvedPassages;
    private boolean changed;

    VectorSolver(double strength) {
        this.strength = strength;
    }

    @Override
    public void init(ProcessorContext<String, SteeringVector> processorContext) {
        context = processorContext;
        sums = context.getStateStore(SteeringTopology.SUMS);
        published = context.getStateStore(SteeringTopology.PUBLISHED);
        concepts = context.getStateStore(SteeringTopology.CONCEPTS);
        maps = new MapReader(context.getStateStore(SteeringTopology.STITCH_MAP));
        try (KeyValueIterator<String, BookSum> all = sums.all()) {
            all.forEachRemaining(entry -> passages += passages(entry.value));
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
        passages += passages(entry.value()) - passages(before);
        change();
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
        if (changed && (now - lastChangeAt >= QUIET_MILLIS || 4 * passages >= 5 * solvedPassages)) {
            changed = false;
            solvedPassages = passages;
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
        for (String name : new TreeSet<>(byConcept.keySet())) {
            Double prevalence = Optional.ofNullable(concepts.get(name))
                    .map(c -> c.value().getPrevalence())
                    .orElse(null);
            try {
                byConcept.get(name).replaceAll((role, books) -> ofOneModel(books));
                new Vectors(name, byConcept.get(name), prevalence, newest, strength)
                        .all()
                        .forEach(vector -> publish(vector, now));
            } catch (BadInputException notYet) {
                LOG.info("No vector for {} yet: {}", name, notYet.getMessage());
            }
        }
    }

    /** While another model takes over: the sums of the one that has read most books, and the same layers of it. */
    private static List<BookSum> ofOneModel(List<BookSum> books) {
        return books.stream()
                .collect(Collectors.groupingBy(
                        book -> book.getModel() + book.getLayers(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(books);
    }

    private void publish(SteeringVector vector, long now) {
        String key = vector.getConcept() + "|" + vector.getRole() + "|" + vector.getKind();
        SteeringVector before = published.get(key);
        if (before != null && isSame(vector, before)) {
            return;
        }
        vector.setVersion(before == null ? 1 : before.getVersion() + 1);
        vector.setCosineToPrevious(before == null ? null : Vectors.cosine(vector, before));
        published.put(key, vector);
        context.forward(new Record<>(key, vector, now));
        LOG.info("Vector {} version {} from {} passages", key, vector.getVersion(), vector.getPassages());
    }

    /** Whether nothing but the number of the version would change. */
    private static boolean isSame(SteeringVector vector, SteeringVector before) {
        return SteeringVector.newBuilder(vector)
                .setVersion(before.getVersion())
                .setCosineToPrevious(before.getCosineToPrevious())
                .build()
                .equals(before);
    }
}
