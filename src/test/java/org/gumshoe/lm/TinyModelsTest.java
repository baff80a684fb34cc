// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.generation.TokenDivergences;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random models of every architecture against transformers 5.23 (each model's expected.json). */
class TinyModelsTest {
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void agreesWithTransformers(String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name))) {
            int[] ids = Golden.ints(expected.get("ids"));
            assertThat(model.tokenizer().encode(expected.get("text").asText())).isEqualTo(ids);
            assertThat(model.nll(ids, 4))
                    .containsExactly(
                            Arrays.copyOfRange(model.nll(ids), 3, ids.length - 1),
                            org.assertj.core.data.Offset.offset(1e-5));
            assertThat(Golden.mean(model.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(1e-4));
            Golden.assertTop(model.logits(ids, List.of()), expected.get("next_top10"), 1e-4);
            assertHidden(model, ids, expected.get("hidden"));

            List<Injection> injections = List.of(
                    new Injection(2, Golden.filled(model.info().width(), 8, 3)),
                    new Injection(3, Golden.filled(model.info().width(), 8, 4.5)));
            JsonNode injected = expected.get("injected");
            assertThat(Golden.mean(model.nll(ids, injections)))
                    .isCloseTo(injected.get("mean_nll").asDouble(), within(1e-4));
            Golden.assertTop(model.logits(ids, injections), injected.get("next_top10"), 1e-4);

            assertDivergences(model, ids, injections);

            JsonNode greedy = expected.get("greedy24");
            String prompt = model.tokenizer().decode(Golden.ints(greedy.get("prompt_ids")));
            assertThat(Golden.greedy(model, prompt, 24)).isEqualTo(Golden.ints(greedy.get("ids")));
        }
    }

    /** The divergences are those of the distributions that the logits give, here the mean of two controls'. */
    private static void assertDivergences(LanguageModel model, int[] ids, List<Injection> injections) {
        int[] prefixed =
                IntStream.concat(Arrays.stream(ids, 0, 3), Arrays.stream(ids)).toArray();
        List<TokenDivergences.Control> controls = List.of(
                new TokenDivergences.Control(ids, injections), new TokenDivergences.Control(prefixed, List.of()));
        double[] measured = model.divergences(ids, controls, 3);
        assertThat(measured).hasSize(3);
        for (int i = 0; i < 3; i++) {
            int end = ids.length - 3 + i;
            double[] plain = probabilities(model.logits(Arrays.copyOf(ids, end), List.of()));
            double[] steered = probabilities(model.logits(Arrays.copyOf(ids, end), injections));
            double[] prompted = probabilities(model.logits(Arrays.copyOf(prefixed, end + 3), List.of()));
            double expected = 0;
            for (int v = 0; v < plain.length; v++) {
                double mean = (steered[v] + prompted[v]) / 2;
                expected += mean * Math.log(mean / plain[v]);
            }
            assertThat(measured[i]).isCloseTo(expected, within(1e-4 + 1e-3 * expected));
        }
        assertThat(model.divergences(ids, List.of(new TokenDivergences.Control(ids, List.of())), 2))
                .containsExactly(new double[2], within(1e-5));
    }

    private static double[] probabilities(float[] logits) {
        double[] weights = new double[logits.length];
        double max = IntStream.range(0, logits.length)
                .mapToDouble(v -> logits[v])
                .max()
                .orElseThrow();
        Arrays.setAll(weights, v -> Math.exp(logits[v] - max));
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    private static void assertHidden(LanguageModel model, int[] ids, JsonNode hidden) {
        int blocks = model.info().blocks();
        HiddenStates hiddenStates = model.read(
                        List.of(ids), IntStream.rangeClosed(0, blocks).toArray())
                .getFirst();
        // the reference norms its last entry; the predictions above cover it
        for (int layer = 0; layer < blocks; layer++) {
            String what = "layer " + layer;
            Golden.assertClose(
                    hiddenStates.at(layer, ids.length - 1),
                    Golden.floats(hidden.get(layer).get("last")),
                    1e-4,
                    what);
            Golden.assertClose(
                    hiddenStates.mean(layer, 0), Golden.floats(hidden.get(layer).get("mean")), 1e-4, what);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "gemma3", "mistral"})
    void lastLayerIsTheOneBeforeTheFinalNorm(String name) {
        JsonNode hidden = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name));
                ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name))) {
            int[] ids = Golden.ints(hidden.get("ids"));
            float[] last = model.read(List.of(ids), new int[] {4}).getFirst().at(4, ids.length - 1);
            float[] normed =
                    Golden.rmsNorm(last, file.weights("output_norm.weight").toFloats(), 1e-6);
            Golden.assertClose(normed, Golden.floats(hidden.get("hidden").get(4).get("last")), 1e-4, name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3", "gemma3", "gpt-neox"})
    void fewerBlocksGiveTheSameLayers(String name) {
        int[] ids = Golden.ints(
                Golden.json(Golden.resource("tiny/" + name + "/expected.json")).get("ids"));
        int[] reversed =
                IntStream.range(0, ids.length).map(i -> ids[ids.length - 1 - i]).toArray();
        try (LanguageModel whole = LanguageModel.load(Golden.resource("tiny/" + name));
                LanguageModel part = LanguageModel.load(Golden.resource("tiny/" + name), 2)) {
            List<HiddenStates> all = whole.read(List.of(ids, reversed), new int[] {0, 1, 2, 3, 4});
            List<HiddenStates> early = part.read(List.of(ids, reversed), new int[] {2, 0});
            for (int layer : new int[] {0, 2}) {
                for (int position = 0; position < ids.length; position++) {
                    assertThat(early.get(1).at(layer, position))
                            .isEqualTo(all.get(1).at(layer, position));
                }
            }
            HiddenStates alone = whole.read(List.of(reversed), new int[] {4}).getFirst();
            Golden.assertClose(alone.mean(4, 4), all.get(1).mean(4, 4), 1e-5, "alone and in a batch");
            assertThat(Arrays.equals(all.get(0).at(4, 50), all.get(1).at(4, 50)))
                    .isFalse();
        }
    }
}
