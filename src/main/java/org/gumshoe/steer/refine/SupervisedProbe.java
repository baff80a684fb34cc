// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Shards;

/**
 * Concept probe that is trained on true labels, with the same folds as a refinement: the ceiling
 * that a refinement is compared with. For evaluation only.
 */
public final class SupervisedProbe {
    private SupervisedProbe() {}

    /**
     * Fits a cross-fitted ridge regression on true labels.
     *
     * @param labels 0 or 1 for each labelled book
     * @param labelled moments of the passages of labelled books alone
     * @param all moments of all passages, which set the scale of each dimension and the ridge
     * @throws BadInputException when all labels are equal, or when books and moments hold different
     *     passages
     */
    public static CrossFittedProbe fit(
            Collection<BookSums> books,
            Map<String, Double> labels,
            GroupMoments labelled,
            GroupMoments all,
            int layer) {
        List<BookSums> training =
                books.stream().filter(b -> labels.containsKey(b.book())).toList();
        long distinct =
                training.stream().map(b -> labels.get(b.book())).distinct().count();
        if (distinct < 2) {
            throw new BadInputException(
                    "All " + training.size() + " labelled books have the same label; label some of the other kind.");
        }
        Shards shards = Shards.of(List.of(BookShard.of(training, layer, labelled)));
        BookCounts.of(shards).checkSamePassages(labelled);
        return new CrossFittedRidge(labelled, all)
                .fit(RefinementRounds.target(new TrainingLabels.Given(labels, "label"), shards, labelled.width()));
    }
}
