// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.kit.BookPartitioner;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.steer.BookSums;

/**
 * Joins a book's assignments and activations and sums them up. A book whose passages changed is summed again from its passages, so replaced and
 * deleted ones leave no trace and no rounding piles up.
 */
final class BookSummer implements Processor<String, SpecificRecord, String, BookSum> {
    private ProcessorContext<String, BookSum> context;
    private KeyValueStore<String, Activation> activations;
    private KeyValueStore<String, Assignment> assignments;
    private KeyValueStore<String, Long> changed;

    @Override
    public void init(ProcessorContext<String, BookSum> processorContext) {
        context = processorContext;
        activations = context.getStateStore(SteeringTopology.ACTIVATIONS);
        assignments = context.getStateStore(SteeringTopology.ASSIGNMENTS);
        changed = context.getStateStore(SteeringTopology.CHANGED);
        context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, this::sumChanged);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case Activation activation -> {
                activation.setPositions(List.of());
                activation.setOffsets(List.of());
                activations.put(entry.key(), activation);
            }
            case Assignment assignment -> assignments.put(entry.key(), assignment);
            case null -> {
                assignments.delete(entry.key());
                activations.delete(entry.key());
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
        changed.put(BookPartitioner.book(entry.key()), entry.timestamp());
    }

    private void sumChanged(long now) {
        Collection<String> books = new TreeSet<>();
        try (KeyValueIterator<String, Long> all = changed.all()) {
            all.forEachRemaining(entry -> books.add(entry.key));
        }
        for (String book : books) {
            sum(book)
                    .forEach(sum -> context.forward(
                            new Record<>(sum.getConcept() + "|" + sum.getRole() + "|" + book, sum, now)));
            changed.delete(book);
        }
    }

    private List<BookSum> sum(String book) {
        Map<String, Assignment> assigned = read(assignments, book);
        Map<String, BookSums> sums = new HashMap<>();
        Map<String, Activation> examples = new HashMap<>();
        read(activations, book).forEach((key, activation) -> {
            Assignment assignment = assigned.get(key.substring(0, key.lastIndexOf('|')));
            if (assignment == null) {
                return;
            }
            int[] layers =
                    activation.getLayers().stream().mapToInt(Integer::intValue).toArray();
            float[][] rows =
                    activation.getPooled().stream().map(HalfPrecision::decode).toArray(float[][]::new);
            assignment.getConcepts().forEach((concept, score) -> {
                String id = concept + "|" + activation.getRole();
                Activation example = examples.putIfAbsent(id, activation);
                if (example == null || example.getModel().equals(activation.getModel())) {
                    sums.computeIfAbsent(id, i -> new BookSums(book, layers, activation.getWidth()))
                            .add(rows, score);
                }
            });
        });
        List<BookSum> records = new ArrayList<>();
        sums.forEach((id, sum) -> {
            String concept = id.substring(0, id.lastIndexOf('|'));
            Activation example = examples.get(id);
            records.add(BookSum.newBuilder()
                    .setBook(book)
                    .setRole(example.getRole())
                    .setModel(example.getModel())
                    .setConcept(concept)
                    .setModelVersion(assigned.values().stream()
                            .mapToLong(Assignment::getModelVersion)
                            .min()
                            .orElse(0))
                    .setLayers(example.getLayers())
                    .setPassages((int) sum.count())
                    .setScore(assigned.values().stream()
                            .filter(a -> a.getConcepts().containsKey(concept))
                            .mapToDouble(a -> a.getConcepts().get(concept))
                            .average()
                            .orElse(0))
                    .setSums(ByteBuffer.wrap(sum.toBytes()))
                    .build());
        });
        return records;
    }

    /** All rows of a book: keys begin with the book and '#', whose successor is '$'. */
    private static <V> Map<String, V> read(KeyValueStore<String, V> store, String book) {
        Map<String, V> rows = new HashMap<>();
        try (KeyValueIterator<String, V> all = store.range(book + "#", book + "$")) {
            all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
        }
        return rows;
    }
}
