// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tiny models, written as GGUF as llama.cpp's converter does, against transformers' figures.
 */
class GgufFileTest {
    @TempDir
    Path directory;

    private byte[] gguf(String name) {
        try (ModelFile file = ModelFiles.open(Golden.resource("tiny/" + name))) {
            GgufWriter writer = new GgufWriter();
            TransformerConfig d = file.config();
            String a = GgufWriter.architecture(d);
            writer.config(d, 96);
            boolean llama = a.equals("llama");
            switch (name) {
                case "vicuna" -> writer.put(a + ".rope.freq_base", 10_000.0);
                case "llama3" -> {
                    writer.put(a + ".rope.freq_base", 500_000.0);
                    List<Double> divisors = d.layers().getFirst().rope().frequencyDivisors();
                    float[] factors = new float[divisors.size()];
                    for (int i = 0; i < factors.length; i++) {
                        factors[i] = divisors.get(i).floatValue();
                    }
                    writer.tensor("rope_freqs.weight", factors, factors.length);
                }
                case "gemma3" ->
                    writer.put(a + ".rope.freq_base", 1_000_000.0)
                            .put(a + ".attention.sliding_window", 16)
                            .put(a + ".attention.sliding_window_pattern", 3);
                case "gpt-neox" ->
                    writer.put(a + ".rope.freq_base", 10_000.0)
                            .put(a + ".rope.dimension_count", 3)
                            .put(a + ".use_parallel_residual", true);
                default -> writer.put(a + ".rope.freq_base", 10_000.0);
            }
            tokenizer(writer, Golden.json(Golden.resource("tiny/" + name + "/tokenizer.json")));
            return writer.weights(file, llama).bytes();
        }
    }

    private static void tokenizer(GgufWriter writer, JsonNode json) {
        JsonNode vocabulary = json.get("model").get("vocab");
        String[] tokens = new String[vocabulary.size()];
        vocabulary.properties().forEach(entry -> tokens[entry.getValue().asInt()] = entry.getKey());
        int[] types = new int[tokens.length];
        Arrays.fill(types, 1);
        boolean sentencePiece = json.get("model").get("byte_fallback").asBoolean();
        for (JsonNode added : json.get("added_tokens")) {
            types[added.get("id").asInt()] = added.get("content").asText().startsWith("<0x") ? 6 : 3;
        }
        writer.put("tokenizer.ggml.model", sentencePiece ? "llama" : "gpt2")
                .put("tokenizer.ggml.pre", "default")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", types)
                .put("tokenizer.ggml.bos_token_id", sentencePiece ? 1 : 0)
                .put("tokenizer.ggml.eos_token_id", sentencePiece ? 2 : 0);
        if (sentencePiece) {
            // the vocabulary is in the order in which merges were learned
            float[] scores = new float[tokens.length];
            for (int id = 0; id < scores.length; id++) {
                scores[id] = -id;
            }
            writer.put("tokenizer.ggml.scores", scores).put("tokenizer.ggml.unknown_token_id", 0);
        } else {
            String[] merges = new String[json.get("model").get("merges").size()];
            for (int i = 0; i < merges.length; i++) {
                JsonNode merge = json.get("model").get("merges").get(i);
                merges[i] = merge.get(0).asText() + " " + merge.get(1).asText();
            }
            writer.put("tokenizer.ggml.merges", merges);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "llama3", "gemma3", "qwen2", "qwen3", "gpt2", "gpt-neox"})
    void agreesWithTheHuggingFaceDirectory(String name) throws IOException {
        Path file = Files.write(directory.resolve(name + ".gguf"), gguf(name));
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (LanguageModel model = LanguageModel.load(file)) {
            assertThat(model.tokenizer().encode(expected.get("text").asText())).isEqualTo(ids);
            assertThat(model.tokenizer().decode(ids))
                    .isEqualTo(expected.get("text").asText());
            assertThat(Golden.mean(model.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(1e-4));
            Golden.assertTop(model.logits(ids, List.of()), expected.get("next_top10"), 1e-4);
            assertThat(model.info().blocks()).isEqualTo(4);
            assertThat(model.info().tensorTypes()).isEqualTo("F32");
            assertThat(model.info().sha256())
                    .hasSize(64)
                    .isEqualTo(LanguageModel.info(file).sha256());
        }
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = gguf("llama3");
        for (int length : new int[] {0, 3, 10, 30, 500, 3_000, 20_000, whole.length / 2, whole.length - 40}) {
            Path file = Files.write(directory.resolve("cut" + length + ".gguf"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> LanguageModel.load(file))
                    .as("cut at " + length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void anUnknownArchitectureTypeOrMissingKeyIsNamed() throws IOException {
        assertRefused(new GgufWriter().put("general.architecture", "mamba"), "mamba");
        assertRefused(
                new GgufWriter().put("general.architecture", "llama").tensor("a", 17, new float[64], 2, 32),
                "as IQ2_XS of ggml");
        assertRefused(
                new GgufWriter().put("general.architecture", "llama").tensor("a", 99, new float[64], 2, 32),
                "as type 99 of ggml");
        assertRefused(new GgufWriter().put("general.name", "nameless"), "general.architecture");
        assertRefused(
                new GgufWriter().put("general.architecture", "llama").put("llama.block_count", 1),
                "llama.embedding_length");
    }

    private void assertRefused(GgufWriter writer, String reason) throws IOException {
        Path file = Files.write(directory.resolve("strange.gguf"), writer.bytes());
        assertThatThrownBy(() -> LanguageModel.load(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("book.txt"), "It was a dark and stormy night.");
        assertThatThrownBy(() -> LanguageModel.info(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not a GGUF");
        assertThatThrownBy(() -> LanguageModel.info(directory.resolve("nothing")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no model");
    }
}
