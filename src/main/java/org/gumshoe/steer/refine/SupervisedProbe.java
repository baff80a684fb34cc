// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;

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
        TrainingBooks training = TrainingBooks.of(books).only(labels.keySet());
        training.checkSamePassages(labelled);
        double[] t =
                training.sums().stream().mapToDouble(b -> labels.get(b.book())).toArray();
        if (Arrays.stream(t).distinct().count() < 2) {
            throw new BadInputException(
                    "All " + t.length + " labelled books have the same label; label some of the other kind.");
        }
        return new CrossFittedRidge(labelled, all).fit(RegressionTarget.ofBooks(training.sums(), labelled, layer, t));
    }
}
