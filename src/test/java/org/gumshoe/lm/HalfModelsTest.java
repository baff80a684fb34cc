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

/** The random models of every architecture in bf16, which tests otherwise do without. */
class HalfModelsTest {
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void foreseesAsInFullPrecisionAndWritesAsItForesees(String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name), Precision.BF16)) {
            assertThat(Golden.mean(model.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(.02))
                    .isNotEqualTo(expected.get("mean_nll").asDouble());

            String text = "It was a quiet evening.";
            List<Injection> steered =
                    List.of(new Injection(2, Golden.filled(model.info().width(), 8, 3)));
            List<Prompt> prompts = new ArrayList<>();
            // of different lengths, so that slots are left and filled again
            for (int i = 0; i < 5; i++) {
                prompts.add(new Prompt(text, 8 * (i + 1), new Sampling(1, 1, i), steered));
            }
            assertWritesAsItForesees(model, prompts, prompts.size(), steered);
            // each is alone for a while, before or after company
            assertWritesAsItForesees(model, prompts, 2, steered);
        }
    }

    private static void assertWritesAsItForesees(
            LanguageModel model, List<Prompt> prompts, int most, List<Injection> steered) {
        double[] written = new double[prompts.size()];
        List<IntStream.Builder> tokens =
                prompts.stream().map(prompt -> IntStream.builder()).toList();
        Iterator<Prompt> waiting = prompts.iterator();
        int[] heard = {0};
        model.generate(
                most,
                room -> room > 0 && waiting.hasNext() && (room == most || heard[0] % 5 == 0)
                        ? List.of(waiting.next())
                        : List.of(),
                (prompt, index, id, piece, logProb, last) -> {
                    heard[0]++;
                    written[prompt] += logProb;
                    tokens.get(prompt).add(id);
                });
        int[] beginning = model.tokenizer().encode(prompts.getFirst().text());
        for (int i = 0; i < written.length; i++) {
            int[] whole = IntStream.concat(
                            Arrays.stream(beginning), tokens.get(i).build())
                    .toArray();
            double nll = Arrays.stream(model.nll(whole, steered))
                    .skip(beginning.length - 1)
                    .average()
                    .orElseThrow();
            assertThat(whole.length - beginning.length).isPositive();
            assertThat(-written[i] / (whole.length - beginning.length))
                    .as("text " + i + ": token by token, and in one pass")
                    .isCloseTo(nll, within(.02));
        }
    }
}
