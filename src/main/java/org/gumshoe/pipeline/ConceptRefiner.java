// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.TrainingLabels;

/**
 * Refiner of a concept, first in the weak model from the LDA's scores, then in the strong model
 * from the weak model's direction as the stitch map translates it. The LDA and both models' word scores
 * anchor both.
 */
public final class ConceptRefiner {
    private ConceptRefiner() {}

    /** Start of the strong model's refinement. */
    public enum StrongStart {
        /** The read-out of the translated direction on the strong model's activations. */
        THROUGH_MAP,
        /**
         * The weak model's responsibilities of the same books, without a map; only for comparison
         * (decision 27).
         */
        WEAK_LABELS
    }

    /**
     * Refines a concept in both models.
     *
     * @param weak view whose shards hold the strong model's word scores of the same books, too, and the
     *     strong model's shards beside them
     * @param map to the strong view's layer
     * @param start of the weak model's refinement
     * @param strongStart of the strong model's refinement
     */
    public static RefinedConcept refine(
            Outcome<ModelView> weak,
            Outcome<ModelView> strong,
            Outcome<JudgedMap> map,
            Refinement.Start start,
            StrongStart strongStart,
            Refinement.Options options) {
        Outcome<Refinement.Solution> inWeak = weak.then(view -> Outcome.attempt(() -> view.refine(start, options)));
        Outcome<Direction> translated = inWeak.then(solution -> map.then(JudgedMap::usable)
                .then(usable ->
                        strong.then(to -> Outcome.attempt(() -> translate(weak.orElseThrow(), solution, usable, to)))));
        Outcome<Refinement.Start> strongFrom =
                switch (strongStart) {
                    case THROUGH_MAP ->
                        translated.then(direction ->
                                strong.then(to -> Outcome.known(new Refinement.Start.ReadOut(to.readOut(direction)))));
                    case WEAK_LABELS ->
                        inWeak.then(solution -> Outcome.known(
                                new Refinement.Start.Labelled(new TrainingLabels.OfOther(solution.labels()))));
                };
        Outcome<Refinement.Solution> inStrong =
                strongFrom.then(from -> strong.then(view -> Outcome.attempt(() -> view.refine(from, options))));
        double agreement = inWeak.value()
                .flatMap(one ->
                        inStrong.value().map(other -> weak.orElseThrow().sums().agreement(one, other)))
                .orElse(Double.NaN);
        return new RefinedConcept(inWeak, translated, inStrong, agreement);
    }

    private static Direction translate(ModelView weak, Refinement.Solution refined, JudgedMap map, ModelView strong) {
        return weak.classContrast(refined.labels(), map.map().weakLayer()).through(map.map(), strong.typicalNorm());
    }
}
