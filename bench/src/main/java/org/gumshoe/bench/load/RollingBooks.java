// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Books of a bounded number that change all the time. Of four that are sent, one is a changed text of an old book;
 * when there are enough, each new book takes the place of the oldest, which is withdrawn. Ids are
 * never used again, so that whatever keeps something of a withdrawn book grows.
 */
final class RollingBooks {
    private static final int ONE_CHANGE_IN = 4;

    private final int limit;
    private final Random random;
    private final List<String> books = new ArrayList<>();
    private int steps;
    private int made;

    /** What is done next: a book is sent, and another may be withdrawn. */
    record Step(String sent, Optional<String> withdrawn) {}

    RollingBooks(int limit, Random random) {
        this.limit = limit;
        this.random = random;
    }

    Step next() {
        if (++steps % ONE_CHANGE_IN == 0) {
            return new Step(books.get(random.nextInt(books.size())), Optional.empty());
        }
        String book = "book%06d".formatted(made++);
        books.add(book);
        return new Step(book, books.size() > limit ? Optional.of(books.removeFirst()) : Optional.empty());
    }

    int size() {
        return books.size();
    }
}
