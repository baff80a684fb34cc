// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.gumshoe.services.kit.Activations;
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
    private KeyValueStore<String, Long> summed;

    @Override
    public void init(ProcessorContext<String, BookSum> processorContext) {
        context = processorContext;
        activations = context.getStateStore(SteeringTopology.ACTIVATIONS);
        assignments = context.getStateStore(SteeringTopology.ASSIGNMENTS);
        changed = context.getStateStore(SteeringTopology.CHANGED);
        summed = context.getStateStore(SteeringTopology.SUMMED);
        context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, this::sumChanged);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case Activation activation -> {
                Activations.requireSound(activation);
                activation.setPositions(List.of());
                activation.setOffsets(List.of());
                activations.put(entry.key(), activation);
            }
            case Assignment assignment -> assignments.put(entry.key(), requireFinite(assignment));
            case null -> {
                assignments.delete(entry.key());
                activations.delete(entry.key());
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
        changed.put(BookPartitioner.book(entry.key()), entry.timestamp());
    }

    private static Assignment requireFinite(Assignment assignment) {
        if (!assignment.getConcepts().values().stream().allMatch(Float::isFinite)) {
            throw new IllegalArgumentException("The assignment of " + assignment.getBook() + "#" + assignment.getIndex()
                    + " has a concept score that is not finite: assign the passage again.");
        }
        return assignment;
    }

    private void sumChanged(long now) {
        Collection<String> books = new TreeSet<>();
        try (KeyValueIterator<String, Long> all = changed.all()) {
            all.forEachRemaining(entry -> books.add(entry.key));
        }
        for (String book : books) {
            Map<String, BookSum> sums = sum(book);
            sums.forEach((id, sum) -> {
                context.forward(new Record<>(id + "|" + book, sum, now));
                summed.put(book + "#" + id, now);
            });
            for (String former : read(summed, book).keySet()) {
                String id = former.substring(book.length() + 1);
                if (!sums.containsKey(id)) {
                    context.forward(new Record<>(id + "|" + book, null, now));
                    summed.delete(former);
                }
            }
            changed.delete(book);
        }
    }

    /** What belongs into one sum. */
    private record Reading(String concept, String role, String model, List<Integer> layers, int width) {
        BookSums noSums(String book) {
            return new BookSums(
                    book, layers.stream().mapToInt(Integer::intValue).toArray(), width);
        }

        /** The notion is refined at the middle one of the layers that are read. */
        int refinedPlace() {
            return layers.size() / 2;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** By concept|role; of the model that has read most of the book's passages, while another one takes over. */
    private Map<String, BookSum> sum(String book) {
        Map<String, Assignment> assigned = read(assignments, book);
        Map<Reading, BookSums> sums = new LinkedHashMap<>();
        Map<Reading, ByteArrayOutputStream> refined = new LinkedHashMap<>();
        read(activations, book).forEach((key, activation) -> {
            Assignment assignment = assigned.get(key.substring(0, key.lastIndexOf('|')));
            if (assignment == null) {
                return;
            }
            List<Integer> layers = activation.getLayers();
            float[][] rows =
                    activation.getPooled().stream().map(HalfPrecision::decode).toArray(float[][]::new);
            assignment.getConcepts().forEach((concept, score) -> {
                Reading reading = new Reading(
                        concept, activation.getRole(), activation.getModel(), layers, activation.getWidth());
                sums.computeIfAbsent(reading, r -> r.noSums(book)).add(rows, score);
                refined.computeIfAbsent(reading, r -> new ByteArrayOutputStream())
                        .writeBytes(bytes(activation.getPooled().get(reading.refinedPlace())));
            });
        });
        Map<String, BookSum> records = new TreeMap<>();
        sums.forEach((reading, sum) -> records.merge(
                reading.concept + "|" + reading.role,
                record(book, reading, sum, refined.get(reading).toByteArray(), assigned.values()),
                (one, other) -> one.getPassages() >= other.getPassages() ? one : other));
        return records;
    }

    private static BookSum record(
            String book, Reading reading, BookSums sum, byte[] refinedRows, Collection<Assignment> assigned) {
        return BookSum.newBuilder()
                .setBook(book)
                .setRole(reading.role)
                .setModel(reading.model)
                .setConcept(reading.concept)
                .setModelVersion(assigned.stream()
                        .mapToLong(Assignment::getModelVersion)
                        .min()
                        .orElse(0))
                .setLayers(reading.layers)
                .setPassages((int) sum.count())
                .setScore(assigned.stream()
                        .filter(a -> a.getConcepts().containsKey(reading.concept))
                        .mapToDouble(a -> a.getConcepts().get(reading.concept))
                        .average()
                        .orElse(0))
                .setSums(ByteBuffer.wrap(sum.toBytes()))
                .setRefinedLayer(reading.layers.get(reading.refinedPlace()))
                .setRefinedRows(ByteBuffer.wrap(refinedRows))
                .build();
    }

    /** All rows of a book: keys begin with the book and '#', whose successor is '$'. */
    private static <V> Map<String, V> read(KeyValueStore<String, V> store, String book) {
        Map<String, V> rows = new LinkedHashMap<>();
        try (KeyValueIterator<String, V> all = store.range(book + "#", book + "$")) {
            all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
        }
        return rows;
    }
}
