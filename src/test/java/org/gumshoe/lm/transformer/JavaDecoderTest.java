// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.PortablePacking;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder in Java against transformers 5.23 on the random models. */
class JavaDecoderTest {
    private static final Set<String> MATRICES =
            Set.of("qkv_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "lm_head");

    private static final DecodePlan PACKED = new DecodePlan(1, false, MATRICES, Map.of(), "by request");

    /** Reads the weights as they are stored; GPT-2 alone stores them transposed. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void readsWeightsAsTheyAreStored(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, Precision.F32, false, DecodePlan.java("by request"))) {
            Optional<JavaDecoder> decoder = transformer.javaDecoder(2);
            if (name.equals("gpt2")) {
                assertThat(decoder).isEmpty();
            } else {
                assertForesees(decoder.orElseThrow(), transformer, name);
                assertReadsPrompts(decoder.orElseThrow(), transformer, name);
            }
        }
    }

    /** On any processor: the matrices are packed here. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void readsPackedMatrices(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, Precision.BF16, false, PACKED);
                PackedLayoutProbe probe = new PortablePacking(transformer.packer())) {
            assertForesees(transformer.javaDecoder(PACKED, probe).orElseThrow(), transformer, name);
        }
    }

    /** Where the engine keeps such; elsewhere weights are read as they are stored. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void readsTheEnginesMatricesInPlace(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = transformer(file, Precision.BF16, true, PACKED)) {
            Optional<JavaDecoder> decoder = transformer.javaDecoder(1);
            assertThat(transformer.javaDecoder(2))
                    .as("two texts are more than planned")
                    .isEmpty();
            if (PortablePacking.engineDoesSo(transformer.packer(), transformer.manager())) {
                assertThat(decoder).as("matrices are kept in panels").isPresent();
            }
            decoder.ifPresent(present -> assertForesees(present, transformer, name));
        }
    }

    private static Transformer transformer(ModelFile file, Precision precision, boolean packs, DecodePlan plan) {
        return new Transformer(file, precision, packs, transformer -> plan, transformer -> ReadingPlan.ALL);
    }

    private static void assertForesees(JavaDecoder next, Transformer transformer, String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        assertThat(meanNll(next, transformer, ids, List.of()))
                .isCloseTo(expected.get("mean_nll").asDouble(), within(.01));
        int width = transformer.config().hiddenSize();
        List<Injection> injections =
                List.of(new Injection(2, Golden.filled(width, 8, 3)), new Injection(3, Golden.filled(width, 8, 4.5)));
        assertThat(meanNll(next, transformer, ids, injections))
                .isCloseTo(expected.get("injected").get("mean_nll").asDouble(), within(.01));
    }

    /** Two texts of different lengths side by side, the second in slot 2: each is read and then goes on. */
    private static void assertReadsPrompts(JavaDecoder decoder, Transformer transformer, String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        int half = ids.length / 2;
        try (KvCache alone = new KvCache(transformer, 1, 1);
                KvCache kvCache = new KvCache(transformer, 3, half)) {
            float[] lastAlone = null;
            for (int i = 0; i < ids.length; i++) {
                alone.advance(i + 1);
                lastAlone = decoder.decode(
                                new int[] {ids[i]}, new int[] {i + 1}, new int[] {0}, List.of(List.of()), alone)
                        .clone();
            }
            List<int[]> prompts = List.of(Arrays.copyOf(ids, half), new int[] {ids[0]});
            decoder.prefill(prompts, new int[] {2, 0}, List.of(List.of(), List.of()), kvCache);
            float[] both = null;
            for (int i = half; i < ids.length; i++) {
                kvCache.advance(i + 1);
                both = decoder.decode(
                        new int[] {ids[i - half + 1], ids[i]},
                        new int[] {i - half + 2, i + 1},
                        new int[] {0, 2},
                        List.of(List.of(), List.of()),
                        kvCache);
            }
            float[] second = Arrays.copyOfRange(both, both.length / 2, both.length);
            for (int token = 0; token < second.length; token++) {
                assertThat(second[token]).isCloseTo(lastAlone[token], within(.02f));
            }
        }
    }

    private static double meanNll(JavaDecoder decoder, Transformer transformer, int[] ids, List<Injection> injections) {
        double sum = 0;
        try (KvCache kvCache = new KvCache(transformer, 1, 1)) { // so that it has to grow
            for (int i = 0; i + 1 < ids.length; i++) {
                kvCache.advance(i + 1);
                float[] logits = decoder.decode(
                        new int[] {ids[i]}, new int[] {i + 1}, new int[] {0}, List.of(injections), kvCache);
                sum += nll(logits, ids[i + 1]);
            }
        }
        return sum / (ids.length - 1);
    }

    private static double nll(float[] scores, int token) {
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - scores[token]);
        }
        return Math.log(sum);
    }
}
