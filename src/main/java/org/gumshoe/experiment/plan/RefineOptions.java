// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.steer.refine.Refinement;

/**
 * Options of the refinement in the experiment; everything else is as in the stream.
 *
 * @param refinement the stream's own options, with the prevalence where it is known
 * @param folds assignment of books to the groups of cross-fitting
 * @param strongStart start of the strong model's refinement
 * @param words whether the models are asked for words, as a stream's setting {@code activation.words} says; if not,
 *     topics alone point at the concept
 */
public record RefineOptions(
        Refinement.Options refinement, Folds folds, ConceptRefiner.StrongStart strongStart, boolean words) {
    /** Assignment of books to the groups of cross-fitting. */
    public enum Folds {
        /**
         * All books of an author in one group, so that no probe scores an author that it saw. The
         * default, since scores against labels are claims about unseen authors.
         */
        BY_AUTHOR,
        /** Each book by a hash of its id, as in a stream, where authors may be unknown. */
        BY_BOOK
    }

    public static RefineOptions of(Double prevalenceOrNull) {
        return new RefineOptions(
                Refinement.Options.of(prevalenceOrNull), Folds.BY_AUTHOR, ConceptRefiner.StrongStart.THROUGH_MAP, true);
    }

    public RefineOptions with(ConceptRefiner.StrongStart other) {
        return new RefineOptions(refinement, folds, other, words);
    }

    public RefineOptions with(Folds other) {
        return new RefineOptions(refinement, other, strongStart, words);
    }

    public RefineOptions withWords(boolean asked) {
        return new RefineOptions(refinement, folds, strongStart, asked);
    }
}
