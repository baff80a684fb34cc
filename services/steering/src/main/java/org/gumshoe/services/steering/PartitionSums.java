// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.TrainingBook;

/**
 * Sums of the books in one partition. A collection (concept, role and reading) that is asked about is
 * kept in memory at its refined layer, its moments and, while there is room, its records; all of it can be
 * made again from the store.
 */
final class PartitionSums {
    /**
     * Book in memory.
     *
     * @param training sums at the refined layer, without word scores
     * @param score the LDA's mean concept score of all assigned passages
     * @param partsOrNull null: read from the store
     */
    record HeldBook(TrainingBook training, double score, long modelVersion, boolean withWords, BookParts partsOrNull) {
        static HeldBook of(BookParts parts, MemoryRoom room) {
            int layer = parts.parts().getFirst().getRefinedLayer();
            return new HeldBook(
                    TrainingBook.of(
                            parts.sums(), layer, GroupMoments.BY_BOOK.applyAsInt(parts.book()), Double.NaN, Double.NaN),
                    parts.score(),
                    parts.modelVersion(),
                    parts.hasWordStates(),
                    room.takeForRecords(parts.bytes()) ? parts : null);
        }

        private void release(MemoryRoom room) {
            if (partsOrNull != null) {
                room.release(partsOrNull.bytes());
            }
        }
    }

    private final KeyValueStore<String, BookSum> store;
    private final MemoryRoom room;
    private final MomentsCache moments;
    private final Map<String, TreeMap<String, HeldBook>> held = new HashMap<>();

    PartitionSums(KeyValueStore<String, BookSum> store, MemoryRoom room) {
        this.store = store;
        this.room = room;
        moments = new MomentsCache(room);
    }

    BookSum get(SumKey key) {
        return store.get(key.format());
    }

    /** Replaces a sum; null removes it. */
    void put(SumKey key, BookSum before, BookSum after) {
        store.put(key.format(), after);
        if (key.isOfGeneratedTexts()) {
            return;
        }
        moments.replace(key.collection(), before, after);
        TreeMap<String, HeldBook> books = held.get(key.collection());
        if (books != null) {
            String book = (after == null ? before : after).getBook();
            HeldBook former = books.remove(book);
            if (former != null) {
                former.release(room);
            }
            List<BookSum> parts = read(key.collection(), book);
            if (!parts.isEmpty()) {
                books.put(book, HeldBook.of(new BookParts(parts), room));
            }
        }
    }

    /** Forgets what is in memory of collections that nobody asks about any more. */
    void retain(Set<String> collections) {
        held.entrySet().removeIf(entry -> {
            boolean gone = !collections.contains(entry.getKey());
            if (gone) {
                entry.getValue().values().forEach(book -> book.release(room));
            }
            return gone;
        });
        moments.retain(collections);
    }

    /** Returns the books of a collection, in the order of their ids. */
    Collection<HeldBook> books(String collection) {
        return held.computeIfAbsent(collection, this::load).values();
    }

    private TreeMap<String, HeldBook> load(String collection) {
        TreeMap<String, HeldBook> books = new TreeMap<>();
        List<BookSum> parts = new ArrayList<>();
        forEach(collection, "", part -> {
            if (!parts.isEmpty() && !part.getBook().equals(parts.getFirst().getBook())) {
                hold(books, parts);
                parts.clear();
            }
            parts.add(part);
        });
        if (!parts.isEmpty()) {
            hold(books, parts);
        }
        return books;
    }

    private void hold(TreeMap<String, HeldBook> books, List<BookSum> parts) {
        BookParts book = new BookParts(List.copyOf(parts));
        books.put(book.book(), HeldBook.of(book, room));
    }

    GroupMoments moments(String collection, int width) {
        return moments.of(collection, width, visitor -> forEach(collection, "", visitor));
    }

    /** Reads the books of a collection one after the other, in the order of their ids. */
    void forEachBook(String collection, Consumer<BookParts> visitor) {
        books(collection).forEach(book -> visitor.accept(parts(collection, book)));
    }

    private BookParts parts(String collection, HeldBook book) {
        return book.partsOrNull != null ? book.partsOrNull : new BookParts(read(collection, book.training.book()));
    }

    private List<BookSum> read(String collection, String book) {
        List<BookSum> parts = new ArrayList<>();
        forEach(collection, book + "#", parts::add);
        return parts;
    }

    private void forEach(String collection, String prefix, Consumer<BookSum> visitor) {
        KeyRange keys = KeyRange.ofPrefix(collection + "|" + prefix);
        try (KeyValueIterator<String, BookSum> all = store.range(keys.from(), keys.to())) {
            all.forEachRemaining(entry -> {
                SumKey key = SumKey.parse(entry.key);
                // the name of another concept may begin like this collection
                if (key.collection().equals(collection) && !key.isOfGeneratedTexts()) {
                    visitor.accept(entry.value);
                }
            });
        }
    }

    /** Returns the sums of a collection's books at every layer, read anew at each iteration. */
    Iterable<BookSums> allLayers(String collection) {
        return () -> books(collection).stream()
                .map(book -> parts(collection, book).sums())
                .iterator();
    }
}
