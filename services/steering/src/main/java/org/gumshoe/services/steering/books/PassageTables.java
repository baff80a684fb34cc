// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
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

/**
 * Tables of the activations and assignments of one partition, and of the books in which something has
 * changed. A book is summed from all its passages, so replaced and deleted passages leave no trace and
 * rounding errors do not accumulate. Generated texts in this partition are summed apart from books:
 * unsteered ones together, and steered ones by concept and by what steered them.
 */
final class PassageTables {
    /** In place of a story's id: all generated texts of this partition. */
    private static final String ALL_GENERATED = "";

    private final int partition;
    private final KeyValueStore<String, Activation> activations;
    private final KeyValueStore<String, Assignment> assignments;
    private final KeyValueStore<String, Long> changed;
    private final KeyValueStore<String, Long> arrived;
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelAnnouncement>> models;

    PassageTables(ProcessorContext<?, ?> context) {
        partition = context.taskId().partition();
        activations = context.getStateStore(BookStores.ACTIVATIONS);
        assignments = context.getStateStore(BookStores.ASSIGNMENTS);
        changed = context.getStateStore(BookStores.CHANGED);
        arrived = context.getStateStore(BookStores.ARRIVED);
        models = context.getStateStore(BookStores.MODELS);
    }

    /** Marks all books as changed: for a release that kept their sums elsewhere. */
    void changeAll(long now) {
        try (KeyValueIterator<String, Activation> all = activations.all()) {
            all.forEachRemaining(entry -> mark(entry.value.getOwn(), entry.key, now));
        }
    }

    /** Takes an activation, an assignment or, as null, the end of either. */
    void put(String key, SpecificRecord value, long at) {
        switch (value) {
            case Activation activation
            when !ModelReading.isKeyOf(key, activation) || !fits(activation) -> {
                return;
            }
            case Activation activation -> {
                activation.setPositions(List.of());
                activation.setOffsets(List.of());
                activations.put(key, activation);
                arrive(activation.getBook(), at);
            }
            case Assignment assignment -> assignments.put(key, assignment);
            case null -> {
                assignments.delete(key);
                activations.delete(key);
            }
            default -> throw new IllegalArgumentException("unexpected " + value.getClass());
        }
        boolean isGenerated = value instanceof Activation activation && activation.getOwn();
        if (value == null && GeneratedTexts.isOwn(key)) {
            mark(true, key, at);
        }
        mark(isGenerated, key, at);
    }

    private void mark(boolean isGenerated, String key, long at) {
        changed.put(isGenerated ? GeneratedTexts.id(ALL_GENERATED) : BookPartitioner.book(key), at);
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

    /**
     * Sums what has changed.
     *
     * @param summed takes each changed book, or the name of the generated texts, with its present sums
     */
    void sumChanged(BiConsumer<String, Map<String, BookSum>> summed) {
        TreeSet<String> books = new TreeSet<>();
        try (KeyValueIterator<String, Long> all = changed.all()) {
            all.forEachRemaining(entry -> books.add(entry.key));
        }
        for (String book : books) {
            if (book.equals(GeneratedTexts.id(ALL_GENERATED))) {
                summed.accept(
                        GeneratedTexts.id(ALL_GENERATED) + partition,
                        PassageSums.ofGeneratedTexts(generatedTexts(), partition));
            } else {
                Long at = arrived.get(book);
                // an activation may have come before the announcement that it does not fit
                Map<String, Activation> read = read(activations, book);
                read.values().removeIf(activation -> !fits(activation));
                summed.accept(book, PassageSums.ofBook(book, read, read(assignments, book), at == null ? 0 : at));
                if (read.isEmpty()) {
                    arrived.delete(book);
                }
            }
            changed.delete(book);
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
    static <V> Map<String, V> read(KeyValueStore<String, V> store, String book) {
        Map<String, V> rows = new LinkedHashMap<>();
        try (KeyValueIterator<String, V> all = store.range(book + "#", book + "$")) {
            all.forEachRemaining(entry -> rows.put(entry.key, entry.value));
        }
        return rows;
    }
}
