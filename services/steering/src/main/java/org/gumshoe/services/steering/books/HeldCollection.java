// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
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
    /** Of so many books one has changed when their sums are laid in order anew. */
    private static final int CHANGED = 8;

    private final MemoryRoom room;
    private final Function<String, BookParts> records;
    private final TreeMap<String, HeldBook> books = new TreeMap<>();
    private final Map<String, BookSums> whole = new HashMap<>();
    private List<HeldBook> inOrderOrNull;
    private int changes;
    private long modelVersion;
    private boolean withWords;
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
        inOrderOrNull = null;
        changes++;
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
        inOrderOrNull = null;
        changes++;
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

    /** Books in the order of their ids: a list, since a tree of many is slow to walk. */
    List<HeldBook> books() {
        if (inOrderOrNull == null) {
            layInOrder();
            inOrderOrNull = List.copyOf(books.values());
            modelVersion = inOrderOrNull.stream()
                    .mapToLong(HeldBook::modelVersion)
                    .min()
                    .orElse(Long.MAX_VALUE);
            withWords = inOrderOrNull.stream().allMatch(HeldBook::withWords);
        }
        return inOrderOrNull;
    }

    /** Lays the sums of all books in their order once an eighth has changed, so a change costs the same always. */
    private void layInOrder() {
        if (CHANGED * changes >= books.size()) {
            RowBlocks blocks = new RowBlocks();
            books.replaceAll((name, book) -> book.in(blocks));
            changes = 0;
        }
    }

    /** Lowest version of the topic model behind the books' scores. */
    long modelVersion() {
        books();
        return modelVersion;
    }

    /** Whether the model was asked for words behind every passage. */
    boolean withWords() {
        books();
        return withWords;
    }

    private HeldBook.Layers layers(HeldBook book) {
        return book.layersOrNull() != null ? book.layersOrNull() : HeldBook.Layers.of(records.apply(book.book()));
    }

    /** Visits the passages of each book at the refined layer, [passage][dimension]. */
    void forEachMatrix(BiConsumer<String, float[][]> visitor) {
        books().forEach(book -> visitor.accept(book.book(), layers(book).matrix()));
    }

    /** Returns the word scores of each book's passages; none without a read-out. */
    Map<String, double[]> wordScores(float[] readOut) {
        Map<String, double[]> words = new HashMap<>();
        if (readOut.length > 0) {
            books().forEach(book -> words.put(book.book(), layers(book).wordScores(readOut)));
        }
        return words;
    }

    /**
     * Returns, for each passage that the other model has scored, its score.
     *
     * @param ofOther scores of the other model's passages, by book
     */
    Map<String, double[]> aligned(HeldCollection other, Map<String, double[]> ofOther) {
        Map<String, double[]> values = new HashMap<>();
        ofOther.forEach((id, scores) -> {
            HeldBook book = books.get(id);
            if (book != null) {
                values.put(id, book.aligned(other.books.get(id), scores));
            }
        });
        return values;
    }

    /**
     * Returns the passages.
     *
     * @param words their word scores, by book; 0 for a book without
     * @param otherWords the other model's; none for a book without
     */
    PassageSource passages(Map<String, double[]> words, Map<String, double[]> otherWords) {
        return new PassageSource() {
            @Override
            public void forEach(PassageSource.PassageVisitor visitor) {
                forEachOf(book -> true, visitor);
            }

            @Override
            public void forEachOf(Predicate<String> wanted, PassageSource.PassageVisitor visitor) {
                for (HeldBook book : books()) {
                    if (wanted.test(book.book())) {
                        layers(book).forEach(book, words.get(book.book()), otherWords.get(book.book()), visitor);
                    }
                }
            }

            @Override
            public void forEachPointer(PassageSource.PointerVisitor visitor) {
                books().forEach(book -> {
                    float[] scores = book.scores();
                    double[] own = words.get(book.book());
                    double[] other = otherWords.get(book.book());
                    for (int i = 0; i < scores.length; i++) {
                        visitor.see(
                                book.book(),
                                scores[i],
                                own == null ? 0 : own[i],
                                other == null ? Double.NaN : other[i]);
                    }
                });
            }
        };
    }

    @Override
    public void forEach(Visitor visitor) {
        List<HeldBook> all = books();
        for (int i = 0; i < all.size(); i++) {
            HeldBook book = all.get(i);
            visitor.see(i, book.training().count(), layers(book)::sumAt);
        }
    }

    @Override
    public void forEachWhole(IntPredicate wanted, Consumer<BookSums> visitor) {
        List<HeldBook> inOrder = books();
        for (int i = 0; i < inOrder.size(); i++) {
            String book = inOrder.get(i).book();
            if (wanted.test(i)) {
                visitor.accept(whole(book));
            } else {
                forget(whole.remove(book));
            }
        }
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
