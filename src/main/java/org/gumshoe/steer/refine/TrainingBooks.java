// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;

/**
 * Books that a concept probe is trained on. Values of books, such as labels and scores, are arrays
 * in the order of {@code sums}.
 *
 * @param sums of each book that has passages, ordered by the book's id
 */
record TrainingBooks(List<BookSums> sums) {
    /** Fewest books among which a cluster can be found. */
    private static final int FEWEST = 3;

    /**
     * Orders books and leaves empty ones out.
     *
     * @throws BadInputException when fewer than three are left
     */
    static TrainingBooks of(Collection<BookSums> books) {
        List<BookSums> sums = new ArrayList<>(books);
        sums.removeIf(b -> b.count() == 0);
        sums.sort(Comparator.comparing(BookSums::book));
        if (sums.size() < FEWEST) {
            throw new BadInputException(
                    "There are " + sums.size() + " books, too few to find a cluster among them; add books.");
        }
        return new TrainingBooks(sums);
    }

    /** Returns the books with these ids. */
    TrainingBooks only(Set<String> ids) {
        return new TrainingBooks(
                sums.stream().filter(b -> ids.contains(b.book())).toList());
    }

    /**
     * Checks that moments are of the passages of these books.
     *
     * @throws BadInputException when a group has another number of passages in its books than in
     *     its moments
     */
    void checkSamePassages(GroupMoments moments) {
        long[] counts = new long[GroupMoments.GROUPS];
        for (BookSums b : sums) {
            counts[moments.groupOf(b.book())] += b.count();
        }
        for (int g = 0; g < counts.length; g++) {
            if (counts[g] != moments.group(g).n()) {
                throw new BadInputException(
                        "Group " + g + " of the refinement has " + counts[g] + " passages in its books and "
                                + moments.group(g).n() + " in its moments; sum both from the same passages.");
            }
        }
    }

    int size() {
        return sums.size();
    }

    /** Returns the number of passages of all books. */
    long passages() {
        return sums.stream().mapToLong(BookSums::count).sum();
    }

    /** Returns the LDA's mean concept score of each book. */
    double[] meanScores() {
        return sums.stream().mapToDouble(BookSums::meanScore).toArray();
    }

    /**
     * Returns one value for each book.
     *
     * @param what name of the value
     * @throws BadInputException when a book has none, or one that is not finite
     */
    double[] values(Map<String, Double> byBook, String what) {
        return sums.stream()
                .mapToDouble(b -> {
                    Double value = byBook.get(b.book());
                    if (value == null || !Double.isFinite(value)) {
                        throw new BadInputException("Book " + b.book() + " has the " + what + " " + value
                                + "; give every book a finite one.");
                    }
                    return value;
                })
                .toArray();
    }

    /**
     * Scores each book by the weights that did not see it.
     *
     * @return NaN for a book whose fold has no weights
     */
    double[] scores(CrossFittedProbe probe, int layer) {
        return sums.stream().mapToDouble(b -> probe.bookScore(b, layer)).toArray();
    }

    /** Returns values of the books by id, in the order of the books. */
    Map<String, Double> byBook(double[] values) {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(sums.get(i).book(), values[i]);
        }
        return map;
    }
}
