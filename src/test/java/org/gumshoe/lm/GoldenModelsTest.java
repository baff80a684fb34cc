// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.tokenizer.EncodedText;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two models of the demo against transformers 5.23; skipped where their files are missing. */
class GoldenModelsTest {
    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m"})
    void everyTensorIsDequantisedAsByGgufPy(String file, String figures) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + "-tensors.json"));
        try (ModelFile model = ModelFiles.open(Golden.model(file))) {
            assertThat(LanguageModel.info(model.location()).sha256())
                    .isEqualTo(expected.get("file_sha256").asText());
            Map<String, StoredTensor> tensors = new HashMap<>();
            model.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
            assertThat(tensors).hasSize(expected.get("tensors").size());
            for (JsonNode figure : expected.get("tensors")) {
                assertTensor(tensors.get(figure.get("name").asText()), figure);
            }
        }
    }

    private static void assertTensor(StoredTensor tensor, JsonNode figure) {
        float[] numbers = tensor.toFloats();
        double sum = 0;
        double absolute = 0;
        for (float number : numbers) {
            sum += number;
            absolute += Math.abs(number);
        }
        assertThat(tensor.type().name())
                .as(tensor.name())
                .isEqualTo(figure.get("type").asText());
        int dimensions = tensor.shape().length;
        int[] fastestFirst = IntStream.range(0, dimensions)
                .map(d -> (int) tensor.shape()[dimensions - 1 - d])
                .toArray();
        assertThat(fastestFirst).as(tensor.name()).isEqualTo(Golden.ints(figure.get("shape_fastest_first")));
        double scale = figure.get("abs_sum").asDouble();
        assertThat(sum).as(tensor.name()).isCloseTo(figure.get("sum").asDouble(), within(1e-7 * scale));
        assertThat(absolute).as(tensor.name()).isCloseTo(scale, within(1e-7 * scale));
        assertThat(Arrays.copyOf(numbers, 4)).as(tensor.name()).isEqualTo(Golden.floats(figure.get("first4")));
        assertThat(Arrays.copyOfRange(numbers, numbers.length - 4, numbers.length))
                .isEqualTo(Golden.floats(figure.get("last4")));
    }

    /** In transformers the two precisions differ by .002 on such passages. */
    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m"})
    void bf16IsCloseToF32(String file, String figures) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + ".json"));
        try (LanguageModel model = LanguageModel.load(Golden.model(file), Precision.BF16)) {
            // where bf16 is emulated, the long text takes minutes
            boolean fast = Precision.ofThisMachine() == Precision.BF16;
            for (String text : fast ? List.of("passage", "long") : List.of("passage")) {
                assertThat(Golden.mean(model.nll(Golden.ints(expected.get(text).get("ids")))))
                        .as(text)
                        .isCloseTo(expected.get(text).get("mean_nll").asDouble(), within(.02));
            }
        }
    }

    /** The likeliest tokens are those of f32; a single text in eight bits soon has another one. */
    @BeforeEach
    void theEngineWrites() {
        System.setProperty("gumshoe.decoding", "engine");
    }

    @AfterEach
    void asBefore() {
        System.clearProperty("gumshoe.decoding");
    }

    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m, 10", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m, 6"})
    void agreesWithTransformers(String file, String figures, int injectedLayer) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + ".json"));
        try (LanguageModel model = LanguageModel.load(Golden.model(file));
                ModelFile stored = ModelFiles.open(Golden.model(file))) {
            float[] finalNorm = stored.weights("output_norm.weight").toFloats();
            double eps = stored.config().normEps();
            for (String text : List.of("short", "passage", "long")) {
                int[] ids = Golden.ints(expected.get(text).get("ids"));
                assertThat(Golden.mean(model.nll(ids)))
                        .as(text)
                        .isCloseTo(expected.get(text).get("mean_nll").asDouble(), within(1e-3));
                Golden.assertTop(
                        model.logits(ids, List.of()), expected.get(text).get("next_top10"), 1e-3);
                assertHidden(model, ids, expected.get(text).get("hidden"), finalNorm, eps);
            }
            JsonNode greedy = expected.get("greedy40");
            String prompt = greedy.get("prompt").asText();
            int[] all = Golden.ints(greedy.get("ids"));
            assertThat(Golden.greedy(model, prompt, 40))
                    .isEqualTo(Arrays.copyOfRange(all, all.length - 40, all.length));

            float[] vector = Golden.filled(model.info().width(), 8, 3);
            Golden.assertTop(
                    model.logits(
                            Golden.ints(expected.get("short").get("ids")),
                            List.of(new Injection(injectedLayer, vector))),
                    expected.get("injected").get("next_top10"),
                    1e-3);
        }
    }

    private static void assertHidden(LanguageModel model, int[] ids, JsonNode hidden, float[] finalNorm, double eps) {
        int blocks = model.info().blocks();
        HiddenStates hiddenStates = model.read(
                        List.of(ids), IntStream.rangeClosed(0, blocks).toArray())
                .getFirst();
        for (int layer = 0; layer <= blocks; layer++) {
            JsonNode expected = hidden.get(layer);
            String what = "layer " + layer;
            float[] last = hiddenStates.at(layer, ids.length - 1);
            if (layer == blocks) {
                last = Golden.rmsNorm(last, finalNorm, eps);
            } else {
                Golden.assertClose(
                        Arrays.copyOf(hiddenStates.mean(layer, 0), 8),
                        Golden.floats(expected.get("mean8")),
                        1e-3,
                        what);
            }
            double square = 0;
            for (float component : last) {
                square += (double) component * component;
            }
            assertThat(Math.sqrt(square) / expected.get("last_l2").asDouble())
                    .as(what)
                    .isCloseTo(1, within(1e-3));
            Golden.assertClose(Arrays.copyOf(last, 8), Golden.floats(expected.get("last8")), 1e-3, what);
        }
    }

    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m"})
    void tokenizesAsTransformersDoes(String file, String figures) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + ".json"));
        try (ModelFile model = ModelFiles.open(Golden.model(file))) {
            Tokenizer tokenizer = model.tokenizer();
            for (JsonNode example : expected.get("tokenize")) {
                if (!example.get("text").isNull()) {
                    assertTokens(tokenizer, example.get("text").asText(), example);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m"})
    void tokenizesPagesOfBooksAsTransformersDoes(String file, String figures) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + ".json"));
        Golden.shared();
        try (ModelFile model = ModelFiles.open(Golden.model(file))) {
            Tokenizer tokenizer = model.tokenizer();
            for (JsonNode example : expected.get("tokenize")) {
                if (example.get("text").isNull()) {
                    assertTokens(tokenizer, Golden.text(example.get("source")), example);
                }
            }
            for (String name : List.of("passage", "long")) {
                JsonNode source = expected.get(name).get("source");
                int[] ids = tokenizer.encode(Golden.text(source));
                int limit = source.get("truncated_to_tokens").asInt();
                assertThat(ids.length > limit ? Arrays.copyOf(ids, limit) : ids)
                        .isEqualTo(Golden.ints(expected.get(name).get("ids")));
            }
        }
    }

    private static void assertTokens(Tokenizer tokenizer, String text, JsonNode expected) {
        int[] ids = Golden.ints(expected.get("ids"));
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
        assertThat(tokenizer.encodeWithoutSpecial(text))
                .as(text)
                .isEqualTo(Golden.ints(expected.get("ids_without_special")));
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        EncodedText encoded = tokenizer.encodeWithOffsets(text);
        assertThat(encoded.ids()).isEqualTo(ids);
        assertThat(encoded.ends()).isSorted();
        assertThat(encoded.ends().length == 0 ? 0 : encoded.ends()[ids.length - 1])
                .as(text)
                .isEqualTo(text.length());
    }
}
