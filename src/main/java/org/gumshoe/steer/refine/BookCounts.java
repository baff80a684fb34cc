// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.Shards;

/**
 * Numbers of books and passages in each group of {@link GroupMoments}, over all shards.
 */
record BookCounts(double[] books, double[] passages) {

    static BookCounts of(Shards shards) {
        double[] counts = shards.ask(new BookQuestion.Counts()).sums();
        return new BookCounts(
                Arrays.copyOf(counts, GroupMoments.GROUPS),
                Arrays.copyOfRange(counts, GroupMoments.GROUPS, counts.length));
    }

    /**
     * Returns the number of books.
     *
     * @throws BadInputException when there are fewer than these
     */
    long atLeast(int fewest) {
        long all = (long) Arrays.stream(books).sum();
        if (all < fewest) {
            throw new BadInputException(
                    "There are " + all + " books, too few to find a cluster among them; add books.");
        }
        return all;
    }

    long allPassages() {
        return (long) Arrays.stream(passages).sum();
    }

    /**
     * Checks that moments are of the passages of these books.
     *
     * @throws BadInputException when a group has another number of passages in its books than in its
     *     moments
     */
    void checkSamePassages(GroupMoments moments) {
        for (int g = 0; g < passages.length; g++) {
            if ((long) passages[g] != moments.group(g).n()) {
                throw new BadInputException(
                        "Group %d of the refinement has %.0f passages in its books and %d in its moments; sum both from the same passages."
                                .formatted(g, passages[g], moments.group(g).n()));
            }
        }
    }
}
