// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.engine.TorchRuntime;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final double[] PROBABILITIES = {.05, .5, .2, .15, .1};

    /** Computes the probabilities from logits that are off by a constant. */
    private static float[] probabilities(Sampling sampling) {
        float[] logits = new float[2 * PROBABILITIES.length]; // the first half is another row
        for (int i = 0; i < PROBABILITIES.length; i++) {
            logits[PROBABILITIES.length + i] = (float) Math.log(PROBABILITIES[i]) + 7;
        }
        try (NDManager manager = TorchRuntime.newManager()) {
            NDArray rows = manager.create(logits, new Shape(2, PROBABILITIES.length));
            return Sampler.probabilities(rows, List.of(new Sampling(3, 1, 0), sampling))
                    .toFloatArray();
        }
    }

    private static int sample(float[] probabilities, Sampling sampling, double uniform) {
        return Sampler.sample(probabilities, PROBABILITIES.length, PROBABILITIES.length, sampling, uniform);
    }

    private static double[] frequencies(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(sampling.seed());
        float[] probabilities = probabilities(sampling);
        double[] frequencies = new double[PROBABILITIES.length];
        int samples = 40_000;
        for (int i = 0; i < samples; i++) {
            frequencies[sample(probabilities, sampling, random.nextDouble())] += 1.0 / samples;
        }
        return frequencies;
    }

    @Test
    void greedyTakesTheMostLikely() {
        assertThat(sample(probabilities(Sampling.greedy()), Sampling.greedy(), .99))
                .isEqualTo(1);
    }

    @Test
    void aTemperatureOfNearlyNothingIsGreedy() {
        for (double temperature : new double[] {Double.MIN_VALUE, 1e-310, 1e-45, 1e-38, 1e-7, 1e-5}) {
            for (double topP : new double[] {Double.MIN_VALUE, .5, 1}) {
                Sampling sampling = new Sampling(temperature, topP, 0);
                assertThat(sample(probabilities(sampling), sampling, .99)).isEqualTo(1);
            }
        }
    }

    @Test
    void samplesInProportion() {
        assertThat(frequencies(new Sampling(1, 1, 3))).containsExactly(PROBABILITIES, within(.01));
    }

    @Test
    void lowTemperatureSharpens() {
        // at temperature 1/2: p^2 / sum of p^2
        assertThat(frequencies(new Sampling(.5, 1, 4)))
                .containsExactly(new double[] {.0077, .7692, .1231, .0692, .0308}, within(.01));
    }

    @Test
    void theNucleusHasTheFewestTokensWithTheProbability() {
        // .5 + .2 is less than .8, .5 + .2 + .15 is more
        assertThat(frequencies(new Sampling(1, .8, 5)))
                .containsExactly(new double[] {0, .5 / .85, .2 / .85, .15 / .85, 0}, within(.01));
        assertThat(frequencies(new Sampling(1, .01, 6))[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void theNucleusOfManyUnlikelyTokensHasTheProbabilityToo() {
        int size = 50_000;
        float[] even = new float[size];
        Arrays.fill(even, 1f / size);
        SplittableRandom random = new SplittableRandom(7);
        int largest = IntStream.range(0, 200)
                .map(i -> Sampler.sample(even, 0, size, new Sampling(1, .5, 0), random.nextDouble()))
                .max()
                .getAsInt();
        // of equally likely tokens the first half
        assertThat(largest).isBetween(size / 2 - 2_000, size / 2 + 1);
    }

    @Test
    void aTemperatureNextToNothingIsGreedy() {
        Sampling cold = new Sampling(Double.MIN_VALUE, .95, 0);
        try (NDManager manager = TorchRuntime.newManager()) {
            NDArray logits = manager.create(new float[] {1, 90, 3}, new Shape(1, 3));
            float[] probabilities = Sampler.probabilities(logits, List.of(cold)).toFloatArray();
            assertThat(Sampler.sample(probabilities, 0, 3, cold, .999)).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoNumberIsRefused() {
        float[] broken = {Float.NaN, Float.NaN};
        assertThatThrownBy(() -> Sampler.sample(broken, 0, 2, new Sampling(1, .95, 0), .5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("smaller strength");
    }

    @Test
    void excludedTokensLeaveTheirProbabilityToTheOthers() {
        float[] probabilities = {9, .5f, .25f, .25f, 9};
        Sampler.exclude(Set.of(0, 7), probabilities, 1, 3);
        assertThat(probabilities).containsExactly(new float[] {9, 0, .5f, .5f, 9}, within(1e-6f));
    }

    @Test
    void refusesInvalidParameters() {
        assertThatThrownBy(() -> new Sampling(-1, 1, 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Sampling(Double.NaN, 1, 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Sampling(1, 0, 0)).isInstanceOf(BadInputException.class);
    }
}
