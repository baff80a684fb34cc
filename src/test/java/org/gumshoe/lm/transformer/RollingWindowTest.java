// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches that forget what no layer sees, against caches that keep everything and against no cache at all. */
class RollingWindowTest {
    /** All but the last tokens that the random models can read, whose window is 16. */
    private static final int PROMPT = 200;

    private static final int LENGTH = 250;

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "mistral"})
    void javaForeseesTheSame(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, DecodePlan.java("by request"))) {
            JavaDecoder decoder = transformer.javaDecoder(2).orElseThrow();
            int[] ids = ids(transformer);
            List<float[]> rolling = javaLogits(decoder, transformer, ids, KvRing::limit);
            List<float[]> whole = javaLogits(decoder, transformer, ids, window -> Integer.MAX_VALUE);
            // sums are rounded otherwise once the VM has compiled them, and keys and values are bf16
            assertThat(largestDifference(rolling, whole)).isLessThan(.005);
            List<float[]> tooShort =
                    javaLogits(decoder, transformer, ids, window -> window == 0 ? Integer.MAX_VALUE : window);
            assertThat(largestDifference(tooShort, whole))
                    .as("a piece of the prompt has no room beside the window")
                    .isGreaterThan(.02);
        }
    }

    private static double largestDifference(List<float[]> some, List<float[]> others) {
        double largest = 0;
        for (int i = 0; i < some.size(); i++) {
            for (int token = 0; token < some.get(i).length; token++) {
                largest = Math.max(largest, Math.abs(some.get(i)[token] - others.get(i)[token]));
            }
        }
        return largest;
    }

    /** A long prompt, and beside it a short one that joins and is read on from its beginning. */
    private static List<float[]> javaLogits(
            JavaDecoder decoder, Transformer transformer, int[] ids, IntUnaryOperator limit) {
        List<float[]> logits = new ArrayList<>();
        try (KvCache kvCache = new KvCache(transformer, 2, PROMPT, limit)) {
            logits.add(prefill(decoder, Arrays.copyOf(ids, PROMPT), 1, kvCache));
            logits.add(prefill(decoder, Arrays.copyOf(ids, 3), 0, kvCache));
            for (int i = PROMPT; i < LENGTH; i++) {
                kvCache.advance(i + 1);
                logits.add(decoder.decode(
                                new int[] {ids[i - PROMPT + 3], ids[i]},
                                new int[] {i - PROMPT + 4, i + 1},
                                new int[] {0, 1},
                                List.of(List.of(), List.of()),
                                kvCache)
                        .clone());
            }
        }
        return logits;
    }

    private static float[] prefill(JavaDecoder decoder, int[] ids, int slot, KvCache kvCache) {
        return decoder.prefill(List.of(ids), new int[] {slot}, List.of(List.of()), kvCache)
                .clone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma3", "mistral"})
    void theEngineForeseesWhatItDoesWithoutACache(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, DecodePlan.engine("by request"))) {
            int[] ids = ids(transformer);
            float[] expected;
            try (ForwardBatch batch = ForwardBatch.withoutCache(transformer, List.of(ids))) {
                expected = transformer.logits(transformer.forward(batch)).toFloatArray();
            }
            int vocabulary = expected.length / LENGTH;
            try (KvCache kvCache = new KvCache(transformer, 2, PROMPT)) {
                List<int[]> prompts = List.of(Arrays.copyOf(ids, 3), Arrays.copyOf(ids, PROMPT));
                try (ForwardBatch batch = ForwardBatch.prefill(transformer, prompts, kvCache, new int[] {0, 1})) {
                    transformer.forward(batch);
                }
                for (int i = PROMPT; i < LENGTH; i++) {
                    kvCache.advance(i + 1);
                    int of = i - PROMPT + 3;
                    try (ForwardBatch batch = ForwardBatch.decode(
                            transformer, new int[] {ids[of], ids[i]}, new int[] {of + 1, i + 1}, kvCache)) {
                        float[] both =
                                transformer.logits(transformer.forward(batch)).toFloatArray();
                        assertClose(both, 0, expected, of * vocabulary, vocabulary);
                        assertClose(both, vocabulary, expected, i * vocabulary, vocabulary);
                    }
                }
            }
        }
    }

    private static void assertClose(float[] actual, int from, float[] expected, int fromExpected, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(actual[from + i]).isCloseTo(expected[fromExpected + i], within(1e-4f));
        }
    }

    /** Five of the random Gemma's six layers have a window. */
    @Test
    void windowedLayersTakeNoMoreForALongerText() {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/gemma3"));
                Transformer transformer = transformer(file, DecodePlan.engine("by request"));
                KvCache kvCache = new KvCache(transformer, 1, 100)) {
            long windowed = transformer.config().layers().stream()
                    .filter(layer -> layer.slidingWindow() > 0)
                    .count();
            long column = 2L
                    * 4
                    * transformer.config().numKvHeads()
                    * transformer.config().headDim();
            long whole = transformer.config().numLayers() - windowed;
            assertThat(windowed).isPositive();
            assertThat(whole).isPositive();
            assertThat(kvCache.bytes()).isEqualTo(column * (whole * (100 + 64) + windowed * (16 + 64)));
            kvCache.reserve(1000);
            assertThat(kvCache.bytes()).isEqualTo(column * (whole * (100 + 64 + 14 * 64) + windowed * (16 + 64)));
        }
    }

    private static Transformer transformer(ModelFile file, DecodePlan plan) {
        return new Transformer(file, Precision.F32, false, made -> plan, made -> ReadingPlan.ALL);
    }

    private static int[] ids(Transformer transformer) {
        return new Random(7).ints(LENGTH, 0, transformer.config().vocabSize()).toArray();
    }
}
