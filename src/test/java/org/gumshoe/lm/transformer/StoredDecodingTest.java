// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The demo's two models decoded from their quantised weights as the file stores them, against
 * transformers on the same weights in f32; skipped where the files are missing.
 */
class StoredDecodingTest {
    @ParameterizedTest
    @CsvSource({
        "SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m, 1",
        "SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m, 4",
        "gemma-3-270m-q4_k_m.gguf, gemma-3-270m, 1",
        "gemma-3-270m-q4_k_m.gguf, gemma-3-270m, 4"
    })
    void aPassageHasTheLikelihoodThatTransformersGivesIt(String file, String figures, int texts) {
        assertLikelihood(file, figures, texts, DecodePlan.java("by request"));
    }

    /** ggml rounds what it multiplies to eight bits; where its library is not to be had, products are those above. */
    @ParameterizedTest
    @CsvSource({
        "SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m, 1",
        "SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m, 4",
        "gemma-3-270m-q4_k_m.gguf, gemma-3-270m, 1",
        "gemma-3-270m-q4_k_m.gguf, gemma-3-270m, 4"
    })
    void aPassageHasItInEightBitsToo(String file, String figures, int texts) {
        DecodePlan plan = DecodePlan.eightBits(
                Set.of("qkv_proj", "o_proj", "gate_proj", "up_proj", "down_proj", "lm_head"), 4, "by request");
        assertLikelihood(file, figures, texts, plan);
    }

    private static void assertLikelihood(String file, String figures, int texts, DecodePlan plan) {
        JsonNode expected =
                Golden.json(Golden.resource("golden/" + figures + ".json")).get("passage");
        int[] ids = Golden.ints(expected.get("ids"));
        double nll = 0;
        float[] last = null;
        try (ModelFile model = ModelFiles.open(Golden.model(file));
                Transformer transformer =
                        new Transformer(model, Precision.F32, false, made -> plan, made -> ReadingPlan.ALL);
                KvCache kvCache = new KvCache(transformer, texts, ids.length)) {
            JavaDecoder decoder = transformer.javaDecoder(texts).orElseThrow();
            int[] slots = IntStream.range(0, texts).toArray();
            for (int i = 0; i < ids.length; i++) {
                kvCache.advance(i + 1);
                float[] logits =
                        decoder.decode(repeated(ids[i], texts), repeated(i + 1, texts), slots, none(texts), kvCache);
                // texts that are computed side by side are the same here; the last one counts
                last = Arrays.copyOfRange(logits, logits.length - logits.length / texts, logits.length);
                if (i + 1 < ids.length) nll += nll(last, ids[i + 1]);
            }
        }
        double mean = nll / (ids.length - 1);
        System.out.printf(
                "%s, %d texts, %d matrices in eight bits: NLL %.5f, transformers %.5f%n",
                figures,
                texts,
                plan.eightBits().size(),
                mean,
                expected.get("mean_nll").asDouble());
        // tokens in eight bits are off by .07 each; speed.md has the mean of ten thousand
        assertThat(mean)
                .isCloseTo(
                        expected.get("mean_nll").asDouble(),
                        within(plan.eightBits().isEmpty() ? .005 : .02));
        Golden.assertTop(last, expected.get("next_top10"), plan.eightBits().isEmpty() ? .05 : .5);
    }

    private static int[] repeated(int number, int times) {
        return IntStream.generate(() -> number).limit(times).toArray();
    }

    private static List<List<Injection>> none(int texts) {
        return Collections.nCopies(texts, List.of());
    }

    private static double nll(float[] logits, int token) {
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit - logits[token]);
        return Math.log(sum);
    }
}
