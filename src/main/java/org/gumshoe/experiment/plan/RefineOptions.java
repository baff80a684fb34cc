// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.steer.refine.Refinement;

/**
 * Options of the refinement that the experiment may choose; all else is the stream's.
 *
 * @param refinement the stream's own options, with the prevalence where somebody knows it
 * @param folds how books are dealt into the groups of cross-fitting
 * @param strongStart where the strong model's refinement starts
 */
public record RefineOptions(Refinement.Options refinement, Folds folds, ConceptRefiner.StrongStart strongStart) {
    /** How books are dealt into the groups of cross-fitting. */
    public enum Folds {
        /**
         * Authors stay together, so that no score comes from a probe that saw the author. The
         * default here, since scores with labels claim something of unseen authors.
         */
        BY_AUTHOR,
        /**
         * Each book by a hash of its id, as in a stream, whose books may come without an author.
         */
        BY_BOOK
    }

    public static RefineOptions of(Double prevalenceOrNull) {
        return new RefineOptions(
                Refinement.Options.of(prevalenceOrNull), Folds.BY_AUTHOR, ConceptRefiner.StrongStart.THROUGH_MAP);
    }

    public RefineOptions with(ConceptRefiner.StrongStart other) {
        return new RefineOptions(refinement, folds, other);
    }

    public RefineOptions with(Folds other) {
        return new RefineOptions(refinement, other, strongStart);
    }
}
