// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.Map;
import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.pipeline.JudgedMap;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.RefinedConcept;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.stitch.StitchFit;

/**
 * Layer of the weak and layer of the strong model with the same passages, and the stitch map
 * between them.
 */
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
     * Concept that both models have refined.
     *
     * @param translated the weak model's refined class contrast in the strong model
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
     * @throws org.gumshoe.BadInputException when the books are too few or too alike, or the map is
     *     not usable
     */
    public Concept refine(double[] z) {
        return refine(z, new Refinement.Start.Scores());
    }

    /** Refines the concept from another start; the LDA's scores still anchor it. */
    public Concept refine(double[] z, Refinement.Start start) {
        return refine(ConceptPointer.ofTopics(z), start);
    }

    /** Refines the concept from the LDA's scores, anchored in these and in each model's own words. */
    public Concept refine(ConceptPointer pointer) {
        return refine(pointer, new Refinement.Start.Scores());
    }

    /** As {@link #refine(ConceptPointer)}, from another start. */
    public Concept refine(ConceptPointer pointer, Refinement.Start start) {
        BookShard inWeak = weak.shard(pointer.weak());
        BookShard inStrong = strong.shard(pointer.strong());
        RefinedConcept refined = ConceptRefiner.refine(
                Outcome.known(weak.view(beside(inWeak, inStrong))),
                Outcome.known(strong.view(beside(inStrong, inWeak))),
                JudgedMap.of(stitch, strong.layer()),
                start,
                strongStart,
                weak.options());
        return new Concept(
                refined.weak().orElseThrow().on(inWeak),
                refined.strong().orElseThrow().on(inStrong),
                refined.translated().orElseThrow(),
                refined.agreement());
    }

    private static BookShard beside(BookShard shard, BookShard other) {
        return shard.in(new BookShard.Surroundings(Map.of(), Map::of, other));
    }

    /**
     * Returns the weak model's class contrast by these responsibilities, translated by the stitch
     * map.
     */
    public Direction translate(Map<String, Double> responsibilities) {
        return weak.classContrast(responsibilities).through(stitch.maps().getFirst(), strong.typicalNorm());
    }
}
