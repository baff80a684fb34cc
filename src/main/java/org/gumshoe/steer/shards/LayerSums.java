// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.stitch.Pairing;

/** Sums of the books of a shard at every layer. Most questions need a part of them, which is quick to read. */
public interface LayerSums {
    /** Visitor of what contrasts weigh. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Sees a book.
         *
         * @param count of its passages
         * @param sumAt sum of their activations at a layer, which must not be changed
         */
        void see(String book, long count, IntFunction<double[]> sumAt);
    }

    /** Sees each book. */
    void forEach(Visitor visitor);

    /** Sees all sums of the wanted books. */
    void forEachWhole(Predicate<String> wanted, Consumer<BookSums> visitor);

    /**
     * Adds all books, or those that no stitch map is fitted on, without responsibilities.
     *
     * @param to sums at some of the layers
     */
    void addTo(ContrastSums to, boolean heldOut);

    /** Returns the sums of books that are read anew for each question. */
    static LayerSums of(Iterable<BookSums> books) {
        return new LayerSums() {
            @Override
            public void forEach(Visitor visitor) {
                books.forEach(book -> visitor.see(book.book(), book.count(), book::sum));
            }

            @Override
            public void forEachWhole(Predicate<String> wanted, Consumer<BookSums> visitor) {
                books.forEach(book -> {
                    if (wanted.test(book.book())) {
                        visitor.accept(book);
                    }
                });
            }

            @Override
            public void addTo(ContrastSums to, boolean heldOut) {
                forEachWhole(book -> !heldOut || Pairing.heldOut(book), book -> to.add(book, null));
            }
        };
    }
}
