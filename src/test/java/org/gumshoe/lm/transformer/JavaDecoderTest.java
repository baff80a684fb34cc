// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.PortablePacking;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A single text's tokens, one after the other from the first, against transformers 5.23 on the
 * random models.
 */
class JavaDecoderTest {
    /** On any processor: the matrices are packed here. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void foreseesAsTransformersDoes(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer =
                        new Transformer(file, file.config().numLayers(), true, Precision.BF16, false);
                PackedLayoutProbe probe = new PortablePacking(transformer.packer())) {
            assertForesees(transformer.javaDecoder(probe).orElseThrow(), transformer, name);
        }
    }

    /**
     * Where it keeps such and the processor has the vectors for it; elsewhere the next token is the
     * engine's.
     */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void readsTheEnginesMatricesInPlace(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = new Transformer(file, file.config().numLayers(), true, Precision.BF16)) {
            Optional<JavaDecoder> next = transformer.javaDecoder();
            if (PortablePacking.engineDoesSo(transformer.packer(), transformer.manager())
                    && JavaDecoder.isSupported()) {
                assertThat(next).as("matrices are kept in panels").isPresent();
                assertForesees(next.get(), transformer, name);
            } else {
                assertThat(next).isEmpty();
            }
        }
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

    private static double meanNll(JavaDecoder decoder, Transformer transformer, int[] ids, List<Injection> injections) {
        double sum = 0;
        try (KvCache kvCache = new KvCache(transformer, 1, 1)) { // so that it has to grow
            for (int i = 0; i + 1 < ids.length; i++) {
                kvCache.advance(i + 1);
                sum += nll(decoder.logits(ids[i], i, injections, kvCache), ids[i + 1]);
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
