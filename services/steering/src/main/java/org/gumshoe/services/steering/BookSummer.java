// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.topology.Punctuation;

/**
 * Processor that joins the assignments and activations of a book and sums them. A book whose
 * passages have changed is summed again from all its passages, so replaced and deleted passages
 * leave no trace and rounding errors do not accumulate. Generated texts in this partition are
 * summed apart from books: unsteered ones together, and steered ones by concept.
 */
final class BookSummer implements Processor<String, SpecificRecord, String, BookSum> {
    /** In place of a story's id: all generated texts of this partition. */
    private static final String ALL_GENERATED = "";

    private ProcessorContext<String, BookSum> context;
    private KeyValueStore<String, Activation> activations;
    private KeyValueStore<String, Assignment> assignments;
    private KeyValueStore<String, Long> changed;
    private KeyValueStore<String, Long> arrived;
    private KeyValueStore<String, Long> summed;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models;

    @Override
    public void init(ProcessorContext<String, BookSum> processorContext) {
        context = processorContext;
        activations = context.getStateStore(SteeringTopology.ACTIVATIONS);
        assignments = context.getStateStore(SteeringTopology.ASSIGNMENTS);
        changed = context.getStateStore(SteeringTopology.CHANGED);
        arrived = context.getStateStore(SteeringTopology.ARRIVED);
        summed = context.getStateStore(SteeringTopology.SUMMED);
        models = context.getStateStore(SteeringTopology.MODELS);
        Punctuation.every(Duration.ofSeconds(1), context, "summing books", this::sumChanged);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        switch (entry.value()) {
            case Activation activation
            when !ModelReading.isKeyOf(entry.key(), activation) || !fits(activation) -> {
                return;
            }
            case Activation activation -> {
                activation.setPositions(List.of());
                activation.setOffsets(List.of());
                activations.put(entry.key(), activation);
                arrive(activation.getBook(), entry.timestamp());
            }
            case Assignment assignment -> assignments.put(entry.key(), assignment);
            case null -> {
                assignments.delete(entry.key());
                activations.delete(entry.key());
            }
            default ->
                throw new IllegalArgumentException("unexpected " + entry.value().getClass());
        }
        boolean isGenerated = entry.value() instanceof Activation activation && activation.getOwn();
        if (isGenerated || entry.value() == null && GeneratedTexts.isOwn(entry.key())) {
            changed.put(GeneratedTexts.id(ALL_GENERATED), entry.timestamp());
        }
        if (!isGenerated) {
            changed.put(BookPartitioner.book(entry.key()), entry.timestamp());
        }
    }

    /**
     * Keeps the time at which the latest passage of a book came; activations carry it, whenever
     * they are computed.
     */
    private void arrive(String book, long at) {
        Long before = arrived.get(book);
        if (!GeneratedTexts.isOwn(book) && (before == null || before < at)) {
            arrived.put(book, at);
        }
    }

    /**
     * Returns whether an activation can come from its announced model; the stitch service, which
     * keeps the topic, sends one that cannot to the dead letters.
     */
    private boolean fits(Activation activation) {
        ValueAndTimestamp<ModelAnnouncement> announced =
                models.get(AnnouncementKey.of(activation).format());
        return announced == null || AnnouncementKey.fits(activation, announced.value());
    }

    private void sumChanged(long now) {
        Collection<String> books = new TreeSet<>();
        try (KeyValueIterator<String, Long> all = changed.all()) {
            all.forEachRemaining(entry -> books.add(entry.key));
        }
        for (String book : books) {
            if (book.equals(GeneratedTexts.id(ALL_GENERATED))) {
                String name = book + context.taskId().partition();
                publish(name, PassageSums.ofGeneratedTexts(generatedTexts(), name), now);
            } else {
                Long at = arrived.get(book);
                // an activation may have come before the announcement that it does not fit
                Map<String, Activation> read = read(activations, book);
                read.values().removeIf(activation -> !fits(activation));
                publish(book, PassageSums.ofBook(book, read, read(assignments, book), at == null ? 0 : at), now);
                if (read.isEmpty()) {
                    arrived.delete(book);
                }
            }
            changed.delete(book);
        }
    }

    /** Forwards the sums of a book, and tombstones for those that it no longer has. */
    private void publish(String book, Map<String, BookSum> sums, long now) {
        sums.forEach((key, sum) -> {
            context.forward(new Record<>(key, sum, now));
            summed.put(book + "#" + key, now);
        });
        for (String former : read(summed, book).keySet()) {
            String key = former.substring(book.length() + 1);
            if (!sums.containsKey(key)) {
                context.forward(new Record<>(key, null, now));
                summed.delete(former);
            }
        }
    }

    private List<Activation> generatedTexts() {
        List<Activation> texts = new ArrayList<>();
        try (KeyValueIterator<String, Activation> all =
                activations.range(GeneratedTexts.first(), GeneratedTexts.last())) {
            all.forEachRemaining(entry -> texts.add(entry.value));
        }
        texts.removeIf(activation -> !activation.getOwn() || !fits(activation));
        return texts;
    }

    /** Reads all rows of a book: their keys begin with the book and '#', whose successor is '$'. */
    private static <V> Map<String, V> read(KeyValueStore<String, V> store, String book) {
        Map<String, V> rows = new LinkedHashMap<>();
        try (KeyValueIterator<String, V> all = store.range(book + "#", book + "$")) {
            all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
        }
        return rows;
    }
}
