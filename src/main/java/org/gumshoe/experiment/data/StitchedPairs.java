// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.pipeline.StitchTrainer;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;

/** Fitting of stitch maps to the pairs of activations of sampled passages. */
public final class StitchedPairs {
    private static final long ARRIVAL_SEED = 1;

    private StitchedPairs() {}

    /** Fits a map to each strong layer and judges it on the books that a stream holds out. */
    public static StitchFit fit(PairedActivations activations, int weakLayer, int[] strongLayers) {
        return fit(activations, weakLayer, strongLayers, Pairing::heldOut);
    }

    /**
     * Fits a map to each strong layer.
     *
     * @param heldOut ids of books that judge the maps and do not fit them
     */
    public static StitchFit fit(
            PairedActivations activations, int weakLayer, int[] strongLayers, Predicate<String> heldOut) {
        float[][] x = activations.weak().at(weakLayer);
        float[][] y = stacked(activations.strong(), strongLayers);
        StitchTrainer trainer = new StitchTrainer(x[0].length, y[0].length, heldOut);
        Pairing.NullPairSampler nulls = new Pairing.NullPairSampler();
        List<StitchTrainer.Pair> pairs = new ArrayList<>();
        for (int i : arrivals(x.length)) {
            String book = activations.passages().get(i).book().id();
            float[][] other = heldOut.test(book)
                    ? new float[0][]
                    : nulls.sample(book, y[i]).map(row -> new float[][] {row}).orElse(new float[0][]);
            pairs.add(new StitchTrainer.Pair(book, x[i], y[i], other));
        }
        trainer.addAll(pairs);
        return trainer.fit(weakLayer, strongLayers, null);
    }

    /**
     * Returns the passages in random order: in the corpus the books of one author are neighbours,
     * and the null pairs take their partners from the books before.
     */
    private static List<Integer> arrivals(int passages) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, passages).boxed().toList());
        Collections.shuffle(order, new Random(ARRIVAL_SEED));
        return order;
    }

    private static float[][] stacked(PassageActivations strong, int[] layers) {
        float[][][] at = strong.at(layers);
        float[][] rows = new float[at[0].length][layers.length * strong.width()];
        for (int i = 0; i < rows.length; i++) {
            for (int l = 0; l < layers.length; l++) {
                System.arraycopy(at[l][i], 0, rows[i], l * strong.width(), strong.width());
            }
        }
        return rows;
    }
}
