// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.RowView;
import org.gumshoe.stitch.Pairing;

/** Sums of the books of a shard at every layer. Most questions need a part of them, which is quick to read. */
public interface LayerSums {
    /** Visitor of what contrasts weigh. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Sees a book.
         *
         * @param index among the books of the shard
         * @param count of its passages
         * @param sumAt sum of their activations at a layer, which must not be changed
         */
        void see(int index, long count, IntFunction<RowView> sumAt);
    }

    /** Sees each book, in the order of the shard. */
    void forEach(Visitor visitor);

    /**
     * Sees all sums of the wanted books.
     *
     * @param wanted by their index among those of the shard
     */
    void forEachWhole(IntPredicate wanted, Consumer<BookSums> visitor);

    /**
     * Adds all books, or those that no stitch map is fitted on, without responsibilities.
     *
     * @param to sums at some of the layers
     */
    void addTo(ContrastSums to, boolean heldOut);

    /** Returns the sums of books that are read anew for each question. */
    static LayerSums of(List<BookSums> books) {
        return new LayerSums() {
            @Override
            public void forEach(Visitor visitor) {
                for (int i = 0; i < books.size(); i++) {
                    BookSums book = books.get(i);
                    visitor.see(i, book.count(), layer -> RowView.of(book.sum(layer)));
                }
            }

            @Override
            public void forEachWhole(IntPredicate wanted, Consumer<BookSums> visitor) {
                IntStream.range(0, books.size())
                        .filter(wanted)
                        .mapToObj(books::get)
                        .forEach(visitor);
            }

            @Override
            public void addTo(ContrastSums to, boolean heldOut) {
                books.stream()
                        .filter(book -> !heldOut || Pairing.heldOut(book.book()))
                        .forEach(book -> to.add(book, null));
            }
        };
    }
}
