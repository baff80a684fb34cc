// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.Map;
import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.pipeline.JudgedMap;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.RefinedConcept;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchFit;

/** The same passages at a layer of the weak and one of the strong model, and the map between. */
public record StitchedLayers(
        LayerDataset weak, LayerDataset strong, StitchFit stitch, ConceptRefiner.StrongStart strongStart) {

    public static StitchedLayers of(PairedActivations activations, int weakLayer, int strongLayer) {
        return new StitchedLayers(
                activations.weakAt(weakLayer),
                activations.strongAt(strongLayer),
                StitchedPairs.fit(activations, weakLayer, new int[] {strongLayer}),
                activations.options().strongStart());
    }

    /**
     * A concept that both models have refined.
     *
     * @param translated the weak model's refined direction in the strong model
     * @param agreement correlation of the two models' book scores
     */
    public record Concept(Refinement.Result weak, Refinement.Result strong, Direction translated, double agreement) {
        public Refinement.Diagnosis diagnosis() {
            return strong.diagnosis();
        }
    }

    /**
     * Refines the concept from the LDA's scores of the passages.
     *
     * @throws org.gumshoe.BadInputException when the books are too few or too alike, or no map is
     *     usable
     */
    public Concept refine(double[] z) {
        return refine(z, new Refinement.Start.Scores());
    }

    /** The same from another start than the LDA's scores, which stay the anchor. */
    public Concept refine(double[] z, Refinement.Start start) {
        RefinedConcept refined = ConceptRefiner.refine(
                Outcome.known(weak.view(z)),
                Outcome.known(strong.view(z)),
                JudgedMap.of(stitch, strong.layer()),
                start,
                strongStart,
                weak.options());
        return new Concept(
                refined.weak().orElseThrow(),
                refined.strong().orElseThrow(),
                refined.translated().orElseThrow(),
                refined.agreement());
    }

    /** The weak model's class contrast for these books, through the stitch map. */
    public Direction translate(Map<String, Double> responsibilities) {
        return weak.classContrast(responsibilities).through(stitch.maps().getFirst(), strong.typicalNorm());
    }
}
