// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Sums of the books in one partition. A collection (concept, role and reading) that is asked about is
 * kept in memory, with its moments, as far as there is room; all of it can be made again from the store.
 */
final class PartitionSums {
    private final KeyValueStore<String, BookSum> store;
    private final MemoryRoom room;
    private final MomentsCache moments;
    private final Map<String, HeldCollection> held = new HashMap<>();

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
        HeldCollection collection = held.get(key.collection());
        boolean isHeld = collection != null && !key.isOfGeneratedTexts();
        String book = (after == null ? before : after).getBook();
        if (isHeld) {
            collection.remove(new BookParts(read(key.collection(), book)));
        }
        store.put(key.format(), after);
        if (!key.isOfGeneratedTexts()) {
            moments.replace(key.collection(), before, after);
        }
        if (isHeld) {
            add(collection, key.collection(), book);
        }
    }

    private void add(HeldCollection collection, String name, String book) {
        try {
            collection.add(new BookParts(read(name, book)));
        } catch (BadInputException misfit) {
            // whoever asks next is refused with the reason
            held.remove(name);
            collection.release();
        }
    }

    /** Forgets what is in memory of collections that nobody asks about any more. */
    void retain(Set<String> collections) {
        held.entrySet().removeIf(entry -> {
            boolean gone = !collections.contains(entry.getKey());
            if (gone) {
                entry.getValue().release();
            }
            return gone;
        });
        moments.retain(collections);
    }

    /** Returns the books of a collection, in the order of their ids. */
    List<HeldBook> books(String collection) {
        return of(collection).books();
    }

    /** Returns a collection in memory. */
    HeldCollection of(String collection) {
        return held.computeIfAbsent(collection, this::load);
    }

    private HeldCollection load(String collection) {
        HeldCollection books = new HeldCollection(room, book -> new BookParts(read(collection, book)));
        List<BookSum> parts = new ArrayList<>();
        forEach(collection, "", part -> {
            if (!parts.isEmpty() && !part.getBook().equals(parts.getFirst().getBook())) {
                books.add(new BookParts(List.copyOf(parts)));
                parts.clear();
            }
            parts.add(part);
        });
        books.add(new BookParts(List.copyOf(parts)));
        return books;
    }

    GroupMoments moments(String collection, int width) {
        return moments.of(collection, width, of(collection)::forEachMatrix);
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
}
