// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Map;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;

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
        Outcome<Refinement.Result> inWeak =
                weak.then(view -> Outcome.attempt(() -> view.refine(wordScores(strong), start, options)));
        Outcome<Direction> translated = inWeak.then(result -> map.then(JudgedMap::usable)
                .then(usable ->
                        strong.then(to -> Outcome.attempt(() -> translate(weak.orElseThrow(), result, usable, to)))));
        Outcome<Refinement.Start> strongFrom =
                switch (strongStart) {
                    case THROUGH_MAP ->
                        translated.then(direction ->
                                strong.then(to -> Outcome.known(new Refinement.Start.ReadOut(to.readOut(direction)))));
                    case WEAK_LABELS ->
                        inWeak.then(result -> Outcome.known(new Refinement.Start.Books(result.responsibilities())));
                };
        Outcome<Refinement.Result> inStrong = strongFrom.then(from ->
                strong.then(view -> Outcome.attempt(() -> view.refine(wordScores(weak), from, options))));
        double agreement = inWeak.value()
                .flatMap(one -> inStrong.value().map(other -> Refinement.agreement(one, other)))
                .orElse(Double.NaN);
        return new RefinedConcept(inWeak, translated, inStrong, agreement);
    }

    private static Map<String, Double> wordScores(Outcome<ModelView> other) {
        return other.value().map(view -> view.passages().wordScores()).orElse(Map.of());
    }

    private static Direction translate(ModelView weak, Refinement.Result refined, JudgedMap map, ModelView strong) {
        return weak.classContrast(refined.responsibilities(), map.map().weakLayer())
                .through(map.map(), strong.typicalNorm());
    }
}
