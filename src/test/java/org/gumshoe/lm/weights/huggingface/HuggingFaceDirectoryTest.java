// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceDirectoryTest {
    @TempDir
    Path directory;

    private Path copy(String name) throws IOException {
        Path to = Files.createDirectory(directory.resolve(name));
        try (Stream<Path> files = Files.list(Golden.resource("tiny/" + name))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static Path reconfigured(Path model, Consumer<ObjectNode> change) throws IOException {
        ObjectNode config = (ObjectNode) Golden.json(model.resolve("config.json"));
        change.accept(config);
        new ObjectMapper().writeValue(model.resolve("config.json").toFile(), config);
        return model;
    }

    private static void assertAgreesWithTransformers(Path model, String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        try (LanguageModel loaded = LanguageModel.load(model)) {
            int[] ids = Golden.ints(expected.get("ids"));
            assertThat(Golden.mean(loaded.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(1e-4));
            Golden.assertTop(loaded.logits(ids, List.of()), expected.get("next_top10"), 1e-4);
        }
    }

    @Test
    void readsTheOlderKeysOfLlama3() throws IOException {
        Path model = reconfigured(copy("llama3"), config -> {
            ObjectNode rope = (ObjectNode) config.remove("rope_parameters");
            config.set("rope_theta", rope.remove("rope_theta"));
            config.set("rope_scaling", rope);
            config.set("torch_dtype", config.remove("dtype"));
            config.remove("head_dim");
        });
        assertAgreesWithTransformers(model, "llama3");
    }

    @Test
    void readsTheOlderKeysOfGemma3() throws IOException {
        Path model = reconfigured(copy("gemma3"), config -> {
            config.remove(List.of("rope_parameters", "layer_types", "_sliding_window_pattern"));
            config.put("rope_theta", 1_000_000.0)
                    .put("rope_local_base_freq", 10_000.0)
                    .put("sliding_window_pattern", 3);
        });
        assertAgreesWithTransformers(model, "gemma3");
    }

    @Test
    void readsTheOlderKeysOfPartialRotation() throws IOException {
        Path model = reconfigured(copy("gpt-neox"), config -> {
            config.remove("rope_parameters");
            config.put("rotary_pct", .25).put("rotary_emb_base", 10_000);
        });
        assertAgreesWithTransformers(model, "gpt-neox");
    }

    @Test
    void hashesTheWeightFilesInNameOrder() {
        ModelInfo info = LanguageModel.info(Golden.resource("tiny/vicuna"));
        // cat model-0000?-of-00005.safetensors | sha256sum
        assertThat(info.sha256()).isEqualTo("69d6e3ccb8c2d6491b2baa0c58c4797d966acbd1c7e01246dc80c5c6973f2966");
        assertThat(info.tensorTypes()).isEqualTo("F16");
        assertThat(info.vocabSize()).isEqualTo(512);
    }

    @Test
    void namesMissingFilesAndUnknownKinds() throws IOException {
        assertRefused(Files.createDirectory(directory.resolve("empty")), "config.json");
        Path shards = copy("vicuna");
        Files.delete(shards.resolve("model-00003-of-00005.safetensors"));
        assertRefused(shards, "model-00003-of-00005.safetensors");
        Path weights = copy("qwen2");
        Files.delete(weights.resolve("model.safetensors"));
        assertRefused(weights, "safetensors");
        Path tokenizer = copy("qwen3");
        Files.delete(tokenizer.resolve("tokenizer.json"));
        assertRefused(tokenizer, "tokenizer.json");
        assertRefused(reconfigured(copy("mistral"), config -> config.put("model_type", "rwkv")), "rwkv");
        assertRefused(reconfigured(copy("gpt2"), config -> config.put("n_layer", 5)), "h.4.");
        assertRefused(
                reconfigured(
                        copy("llama3"),
                        config -> ((ObjectNode) config.get("rope_parameters")).put("rope_type", "spiral")),
                "spiral");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Path model = copy("llama3");
        byte[] whole = Files.readAllBytes(model.resolve("model.safetensors"));
        for (int length : new int[] {0, 5, 100, whole.length / 2, whole.length - 1}) {
            Files.write(model.resolve("model.safetensors"), Arrays.copyOf(whole, length));
            assertRefused(model, "model.safetensors");
        }
    }

    private static void assertRefused(Path model, String reason) {
        assertThatThrownBy(() -> LanguageModel.load(model).close())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(model.toString())
                .hasMessageContaining(reason);
    }
}
