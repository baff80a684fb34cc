// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Optional;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;

/**
 * Concept as both models have refined it.
 *
 * @param translated the weak model's refined class contrast, translated into the strong model by
 *     the stitch map
 * @param agreement correlation of the two models' book scores; NaN unless both have refined
 */
public record RefinedConcept(
        Outcome<Refinement.Solution> weak,
        Outcome<Direction> translated,
        Outcome<Refinement.Solution> strong,
        double agreement) {

    public Outcome<Refinement.Solution> by(ModelRole role) {
        return role == ModelRole.WEAK ? weak : strong;
    }

    /** Returns the diagnosis, without labels, of a model's refinement. */
    public Optional<Refinement.Diagnosis> diagnosis(ModelRole role) {
        return by(role).value().map(Refinement.Solution::diagnosis);
    }
}
