// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StitchFit;
import org.junit.jupiter.api.Test;

/**
 * Comparison of a stitch map between two real models, from SmolLM2 layer 15 to Gemma layers 9 and
 * 12, with figures by NumPy (src/test/python/stitch_reference.py). Books are split by their index
 * in the order of their ids: even ones fit the map, odd ones judge it and give the vectors.
 */
class StitchReferenceTest {
    private static final int[] LAYERS = {9, 12};
    private static final int WEAK = 576;
    private static final int STRONG = 640;

    private static final double[] R2 = {0.512701, 0.615682};
    private static final double[] R2_DIMENSION = {0.637124, 0.643531};
    private static final double[] R2_SHUFFLED = {-0.164142, -0.152918};
    private static final double[] COSINE = {0.976589, 0.980757};
    private static final double[] COSINE_PLAIN = {0.989427, 0.976231};
    private static final double[] COSINE_SHUFFLED = {0.178928, 0.094328};
    private static final double[] TYPICAL_NORM = {235.060597, 844.195565};

    @Test
    void r2AndCosinesAreThoseOfNumpy() throws IOException {
        Path directory = ReferenceData.directory("the comparison of stitching with numpy");
        List<ReferenceData.Passage> passages = ReferenceData.passages(directory);
        float[][] x = ReferenceData.activations(directory, "smollm2-135m-layer15");
        float[][] nine = ReferenceData.activations(directory, "gemma-3-270m-layer9");
        float[][] twelve = ReferenceData.activations(directory, "gemma-3-270m-layer12");
        List<String> ids = List.copyOf(
                new TreeSet<>(passages.stream().map(ReferenceData.Passage::book).toList()));
        Predicate<String> fits = book -> ids.indexOf(book) % 2 == 0;

        Moments train = new Moments(WEAK, 2 * STRONG);
        Moments heldOut = new Moments(WEAK, 2 * STRONG);
        Moments shuffled = new Moments(WEAK, 2 * STRONG);
        Map<String, BookSums> weak = new LinkedHashMap<>();
        Map<String, BookSums> strong = new LinkedHashMap<>();
        int[] training = IntStream.range(0, x.length)
                .filter(i -> fits.test(passages.get(i).book()))
                .toArray();
        for (int k = 0; k < training.length; k++) {
            int other = training[(k + training.length / 2) % training.length];
            shuffled.add(x[training[k]], both(nine[other], twelve[other]));
        }
        train.addAll(rows(x, training), rows(nine, twelve, training));
        for (int i = 0; i < x.length; i++) {
            String book = passages.get(i).book();
            if (!fits.test(book)) {
                heldOut.add(x[i], both(nine[i], twelve[i]));
                double z = passages.get(i).scores().get("plain_k20");
                weak.computeIfAbsent(book, b -> new BookSums(b, new int[] {15}, WEAK))
                        .add(new float[][] {x[i]}, z);
                strong.computeIfAbsent(book, b -> new BookSums(b, LAYERS, STRONG))
                        .add(new float[][] {nine[i], twelve[i]}, z);
            }
        }

        StitchFit fit = StitchFit.fit(15, LAYERS, train, heldOut, shuffled, .3);

        assertThat(fit.r2()).containsExactly(R2, within(1e-5));
        assertThat(fit.r2Dimension()).containsExactly(R2_DIMENSION, within(1e-5));
        assertThat(fit.r2Shuffled()).containsExactly(R2_SHUFFLED, within(1e-5));
        Map<String, Double> means = new LinkedHashMap<>();
        weak.values().forEach(b -> means.put(b.book(), b.meanScore()));
        Map<String, Double> r = Responsibilities.ofBooks(means, null);
        Direction own =
                Directions.classContrast(weak.values(), r, new int[] {15}).getFirst();
        List<Direction> there = Directions.classContrast(strong.values(), r, LAYERS);
        List<Direction> translated = own.through(fit.maps(), there);
        List<Direction> nowhere = own.through(fit.shuffledMaps(), there);
        for (int l = 0; l < LAYERS.length; l++) {
            double[] sd = train.standardDeviationY(l * STRONG, STRONG);
            float[] nativeVector = there.get(l).unit();
            assertThat(Cosine.standardised(translated.get(l).unit(), nativeVector, sd))
                    .isCloseTo(COSINE[l], within(1e-5));
            assertThat(Cosine.plain(translated.get(l).unit(), nativeVector)).isCloseTo(COSINE_PLAIN[l], within(1e-5));
            assertThat(Cosine.standardised(nowhere.get(l).unit(), nativeVector, sd))
                    .isCloseTo(COSINE_SHUFFLED[l], within(1e-5));
            assertThat(there.get(l).typicalNorm()).isCloseTo(TYPICAL_NORM[l], within(1e-3));
        }
    }

    private static float[] both(float[] a, float[] b) {
        float[] y = new float[a.length + b.length];
        System.arraycopy(a, 0, y, 0, a.length);
        System.arraycopy(b, 0, y, a.length, b.length);
        return y;
    }

    private static float[][] rows(float[][] x, int[] which) {
        return IntStream.of(which).mapToObj(i -> x[i]).toArray(float[][]::new);
    }

    private static float[][] rows(float[][] a, float[][] b, int[] which) {
        return IntStream.of(which).mapToObj(i -> both(a[i], b[i])).toArray(float[][]::new);
    }
}
