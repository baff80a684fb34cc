// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;

/** Stitch maps from the passages of a reading. */
public final class StitchedPairs {
    private StitchedPairs() {}

    /**
     * @param heldOut books that judge the maps and do not fit them
     * @return a map to each strong layer, with R² on the held-out books, and its null of shuffled
     *     pairs
     */
    public static StitchFit fit(
            PairedActivations reading, int weakLayer, int[] strongLayers, Predicate<Corpus.Labelled> heldOut) {
        float[][] x = reading.weak().at(weakLayer);
        float[][] y = stacked(reading.strong(), strongLayers);
        Moments train = new Moments(x[0].length, y[0].length);
        Moments test = new Moments(x[0].length, y[0].length);
        Moments shuffled = new Moments(x[0].length, y[0].length);
        Block fit = new Block();
        Block judge = new Block();
        for (int i = 0; i < x.length; i++) {
            (heldOut.test(reading.passages().get(i).book()) ? judge : fit).add(i, x[i], y[i]);
        }
        fit.into(train);
        judge.into(test);
        fit.shuffled(reading).into(shuffled);
        return StitchFit.fit(weakLayer, strongLayers, train, test, shuffled, StitchFit.ridgeFor(train.n()));
    }

    private static final class Block {
        private final List<Integer> passages = new ArrayList<>();
        private final List<float[]> x = new ArrayList<>();
        private final List<float[]> y = new ArrayList<>();

        void add(int passage, float[] weak, float[] strong) {
            passages.add(passage);
            x.add(weak);
            y.add(strong);
        }

        void into(Moments moments) {
            moments.addAll(x.toArray(float[][]::new), y.toArray(float[][]::new));
        }

        /** In random order, so that the null does not know which books lie beside one another. */
        Block shuffled(PairedActivations reading) {
            List<Integer> order = new ArrayList<>(
                    java.util.stream.IntStream.range(0, x.size()).boxed().toList());
            java.util.Collections.shuffle(order, new Random(1));
            Pairing.Shuffler shuffler = new Pairing.Shuffler();
            Block block = new Block();
            for (int i : order) {
                Optional<float[]> other = shuffler.swap(
                        reading.passages().get(passages.get(i)).book().id(), y.get(i));
                other.ifPresent(strong -> block.add(passages.get(i), x.get(i), strong));
            }
            return block;
        }
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
