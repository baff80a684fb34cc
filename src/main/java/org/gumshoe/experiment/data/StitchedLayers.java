// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.Map;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchFit;

/** The weak and the strong model's view of the same passages, and the stitch map between them. */
public record StitchedLayers(LayerDataset weak, LayerDataset strong, StitchFit stitch) {

    public static StitchedLayers of(PairedActivations reading, int weakLayer, int strongLayer) {
        return new StitchedLayers(
                reading.weakSpace(weakLayer),
                reading.strongSpace(strongLayer),
                StitchedPairs.fit(reading, weakLayer, new int[] {strongLayer}, p -> false));
    }

    /**
     * The notion in both models.
     *
     * @param translated the weak model's refined direction in the strong model
     * @param agreement correlation of the two models' book scores
     */
    public record Notion(Refinement.Result weak, Refinement.Result strong, Direction translated, double agreement) {
        public Refinement.Diagnosis diagnosis() {
            return strong.diagnosis();
        }
    }

    /**
     * First the weak model, from the LDA's scores; then the strong one, from the translated scores.
     * The LDA anchors both.
     */
    public Notion refine(double[] z) {
        return refine(z, new Refinement.Start.Scores());
    }

    /** The same from another start than the LDA's scores. */
    public Notion refine(double[] z, Refinement.Start start) {
        Refinement.Result inWeak = weak.refine(z, start);
        Direction translated = translate(inWeak.responsibilities());
        Refinement.Result inStrong = strong.refine(z, new Refinement.Start.ReadOut(strong.readOut(translated)));
        return new Notion(inWeak, inStrong, translated, Refinement.agreement(inWeak, inStrong));
    }

    /** The weak model's direction for these books, through the stitch map. */
    public Direction translate(Map<String, Double> responsibilities) {
        return weak.between(responsibilities).through(stitch.maps().getFirst(), strong.typicalNorm());
    }
}
