// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The random models of every architecture in bf16; most other tests run in f32. */
class Bf16ModelsTest {
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void bf16IsCloseToF32AndDecodingAgreesWithTheWholeSequence(String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name), Precision.BF16)) {
            assertThat(Golden.mean(model.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(.02))
                    .isNotEqualTo(expected.get("mean_nll").asDouble());

            String text = "It was a quiet evening.";
            List<Injection> injections =
                    List.of(new Injection(2, Golden.filled(model.info().width(), 8, 3)));
            List<Prompt> prompts = new ArrayList<>();
            // of different lengths, so that slots become free and are used again
            for (int i = 0; i < 5; i++) {
                prompts.add(new Prompt(text, 8 * (i + 1), new Sampling(1, 1, i), injections));
            }
            assertDecodingAgreesWithNll(model, prompts, prompts.size(), injections);
            // each sequence is decoded alone for a while, and with another for a while
            assertDecodingAgreesWithNll(model, prompts, 2, injections);
        }
    }

    private static void assertDecodingAgreesWithNll(
            LanguageModel model, List<Prompt> prompts, int maxSequences, List<Injection> injections) {
        double[] logProbs = new double[prompts.size()];
        List<IntStream.Builder> tokens =
                prompts.stream().map(prompt -> IntStream.builder()).toList();
        Iterator<Prompt> waiting = prompts.iterator();
        int[] received = {0};
        model.generate(
                maxSequences,
                freeSlots -> freeSlots > 0 && waiting.hasNext() && (freeSlots == maxSequences || received[0] % 5 == 0)
                        ? List.of(waiting.next())
                        : List.of(),
                (prompt, index, id, piece, logProb, last) -> {
                    received[0]++;
                    logProbs[prompt] += logProb;
                    tokens.get(prompt).add(id);
                });
        int[] promptIds = model.tokenizer().encode(prompts.getFirst().text());
        for (int i = 0; i < logProbs.length; i++) {
            int[] whole = IntStream.concat(
                            Arrays.stream(promptIds), tokens.get(i).build())
                    .toArray();
            double nll = Arrays.stream(model.nll(whole, injections))
                    .skip(promptIds.length - 1)
                    .average()
                    .orElseThrow();
            assertThat(whole.length - promptIds.length).isPositive();
            assertThat(-logProbs[i] / (whole.length - promptIds.length))
                    .as("sequence " + i + ": token by token, and in one pass")
                    .isCloseTo(nll, within(.02));
        }
    }
}
