// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A single text's tokens, one after the other from the first, against transformers 5.23 on the
 * random models.
 */
class JavaDecoderTest {
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void foreseesAsTransformersDoes(String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name));
                Transformer transformer = new Transformer(file, file.config().numLayers(), true, Precision.BF16)) {
            assumeTrue(
                    transformer.packer().packs() && JavaDecoder.isSupported(),
                    "SKIPPED: this machine has no bf16 products or no vectors of 512 bits");
            Optional<JavaDecoder> next = transformer.javaDecoder();
            assertThat(next).as("matrices are kept in panels").isPresent();
            assertThat(meanNll(next.get(), transformer, ids, List.of()))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(.01));
            List<Injection> injections = List.of(
                    new Injection(2, Golden.filled(file.config().hiddenSize(), 8, 3)),
                    new Injection(3, Golden.filled(file.config().hiddenSize(), 8, 4.5)));
            assertThat(meanNll(next.get(), transformer, ids, injections))
                    .isCloseTo(expected.get("injected").get("mean_nll").asDouble(), within(.01));
        }
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
