// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.shards.LayerSums;
import org.gumshoe.steer.shards.PassageSource;
import org.gumshoe.stitch.Pairing;

/**
 * Books of one partition, concept and reading in memory: what has no room is read from their records. All
 * sums of a book are kept for those that were asked for them last, which are the cluster. Sums over all
 * books follow each change.
 */
final class HeldCollection implements LayerSums {
    private final MemoryRoom room;
    private final Function<String, BookParts> records;
    private final TreeMap<String, HeldBook> books = new TreeMap<>();
    private final Map<String, BookSums> whole = new HashMap<>();
    private ContrastSums all;
    private ContrastSums heldOut;

    /** @param records reads those of a book */
    HeldCollection(MemoryRoom room, Function<String, BookParts> records) {
        this.room = room;
        this.records = records;
    }

    /** Adds a book; without parts, there is none. */
    void add(BookParts parts) {
        if (parts.parts().isEmpty()) {
            return;
        }
        BookSums sums = parts.sums();
        if (all == null) {
            all = new ContrastSums(sums.layers(), sums.width());
            heldOut = new ContrastSums(sums.layers(), sums.width());
        }
        all.add(sums, null);
        if (Pairing.heldOut(parts.book())) {
            heldOut.add(sums, null);
        }
        books.put(parts.book(), HeldBook.of(parts, sums, room));
    }

    /** Removes a book; without parts, there is none. */
    void remove(BookParts parts) {
        if (parts.parts().isEmpty()) {
            return;
        }
        HeldBook former = books.remove(parts.book());
        if (former == null) {
            return;
        }
        former.release(room);
        forget(whole.remove(parts.book()));
        BookSums sums = parts.sums();
        all.remove(sums);
        if (Pairing.heldOut(parts.book())) {
            heldOut.remove(sums);
        }
    }

    /** Gives the room of all books back. */
    void release() {
        books.values().forEach(book -> book.release(room));
        whole.values().forEach(this::forget);
    }

    private void forget(BookSums sumsOrNull) {
        if (sumsOrNull != null) {
            room.release(sumsOrNull.bytes());
        }
    }

    /** Books in the order of their ids. */
    Collection<HeldBook> books() {
        return books.values();
    }

    private HeldBook.Layers layers(HeldBook book) {
        return book.layersOrNull() != null ? book.layersOrNull() : HeldBook.Layers.of(records.apply(book.book()));
    }

    /** Visits the passages of each book at the refined layer, [passage][dimension]. */
    void forEachMatrix(BiConsumer<String, float[][]> visitor) {
        books.values().forEach(book -> visitor.accept(book.book(), layers(book).matrix()));
    }

    /** Returns the word scores of each book's passages; 0 without a read-out. */
    Map<String, double[]> wordScores(float[] readOut) {
        Map<String, double[]> words = new HashMap<>();
        books.values()
                .forEach(book -> words.put(
                        book.book(),
                        readOut.length == 0
                                ? new double[(int) book.training().count()]
                                : layers(book).wordScores(readOut)));
        return words;
    }

    /**
     * Returns, for each passage, what the other model has said of it.
     *
     * @param ofOther a value of each of the other model's passages, by book
     */
    Map<String, double[]> aligned(HeldCollection other, Map<String, double[]> ofOther) {
        Map<String, double[]> values = new HashMap<>();
        books.forEach((id, book) ->
                values.put(id, book.aligned(other.books.get(id), ofOther.getOrDefault(id, new double[0]))));
        return values;
    }

    /**
     * Returns the passages.
     *
     * @param words their word scores, by book
     * @param otherWords the other model's
     */
    PassageSource passages(Map<String, double[]> words, Map<String, double[]> otherWords) {
        return new PassageSource() {
            @Override
            public void forEach(PassageSource.PassageVisitor visitor) {
                books.values()
                        .forEach(book -> layers(book)
                                .forEach(book, words.get(book.book()), otherWords.get(book.book()), visitor));
            }

            @Override
            public void forEachPointer(PassageSource.PointerVisitor visitor) {
                books.values().forEach(book -> {
                    float[] scores = book.scores();
                    double[] own = words.get(book.book());
                    double[] other = otherWords.get(book.book());
                    for (int i = 0; i < scores.length; i++) {
                        visitor.see(book.book(), scores[i], own[i], other[i]);
                    }
                });
            }
        };
    }

    @Override
    public void forEach(Visitor visitor) {
        books.values().forEach(book -> visitor.see(book.book(), book.training().count(), layers(book)::sumAt));
    }

    @Override
    public void forEachWhole(Predicate<String> wanted, Consumer<BookSums> visitor) {
        whole.entrySet().removeIf(entry -> {
            boolean gone = !wanted.test(entry.getKey());
            if (gone) {
                forget(entry.getValue());
            }
            return gone;
        });
        books.keySet().stream().filter(wanted).forEach(book -> visitor.accept(whole(book)));
    }

    private BookSums whole(String book) {
        BookSums known = whole.get(book);
        if (known == null) {
            known = records.apply(book).sums();
            if (room.takeForRecords(known.bytes())) {
                whole.put(book, known);
            }
        }
        return known;
    }

    @Override
    public void addTo(ContrastSums to, boolean ofHeldOut) {
        if (all != null) {
            to.merge(ofHeldOut ? heldOut : all);
        }
    }
}
