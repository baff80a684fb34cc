// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.config.TransformerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A config.json as people have them: fields left out, older names, and fields that change numbers. */
class ConfigCasesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void whatIsLeftOutHasTheDefaultOfItsClass() throws IOException {
        TransformerConfig gemma = config(
                "gemma3",
                json -> json.remove(java.util.List.of(
                        "max_position_embeddings",
                        "query_pre_attn_scalar",
                        "hidden_activation",
                        "sliding_window",
                        "rms_norm_eps",
                        "vocab_size")));
        assertThat(gemma.contextLength()).isEqualTo(131_072);
        assertThat(gemma.attentionScale()).isEqualTo(1 / 16.0);
        assertThat(gemma.layers().getFirst().slidingWindow()).isEqualTo(4096);
        assertThat(gemma.activation()).isEqualTo(TransformerConfig.Activation.GELU_TANH);
        assertThat(gemma.vocabSize()).isEqualTo(512);

        assertThat(config("llama3", json -> json.remove("max_position_embeddings"))
                        .contextLength())
                .isEqualTo(2048);
        assertThat(config("llama3", json -> {
                            json.remove("max_position_embeddings");
                            json.put("max_sequence_length", 99);
                        })
                        .contextLength())
                .isEqualTo(99);
        assertThat(config("mistral", json -> json.remove("sliding_window"))
                        .layers()
                        .getFirst()
                        .slidingWindow())
                .isEqualTo(4096);
        assertThat(config("mistral", json -> json.putNull("sliding_window"))
                        .layers()
                        .getFirst()
                        .slidingWindow())
                .isZero();
        assertThat(config("gpt2", json -> json.remove("activation_function")).activation())
                .isEqualTo(TransformerConfig.Activation.GELU_TANH);
        assertThat(config("gpt-neox", json -> json.remove("hidden_act")).activation())
                .isEqualTo(TransformerConfig.Activation.GELU);
    }

    @Test
    void theTextPartOfAMultimodalModelIsRead() throws IOException {
        TransformerConfig gemma = config("gemma3", json -> {
            ObjectNode text = json.deepCopy();
            text.remove("model_type");
            json.removeAll();
            json.put("model_type", "gemma3").set("text_config", text);
        });
        assertThat(gemma.architecture()).isEqualTo("gemma3");
        assertThat(gemma.headDim()).isEqualTo(16);
    }

    @Test
    void scoresAreDividedByTheLayersPlace() throws IOException {
        TransformerConfig config = config("gpt2", json -> json.put("scale_attn_by_inverse_layer_idx", true));

        assertThat(config.layers())
                .extracting(TransformerConfig.Layer::attentionFactor)
                .containsExactly(1.0, 1 / 2.0, 1 / 3.0, 1 / 4.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gemma3   | use_bidirectional_attention | true                          | use_bidirectional_attention
            gemma3   | final_logit_softcapping     | 30.0                          | final_logit_softcapping
            gemma3   | attn_logit_softcapping      | 50.0                          | attn_logit_softcapping
            gpt2     | add_cross_attention         | true                          | add_cross_attention
            llama3   | is_encoder_decoder          | true                          | is_encoder_decoder
            llama3   | partial_rotary_factor       | 0.5                           | partial_rotary_factor
            llama3   | quantization_config         | {"quant_method":"awq"}        | quantised by awq
            qwen2    | quantization_config         | {"quant_method":"gptq"}       | quantised by gptq
            llama3   | quantization_config         | {"quant_method":"bitsandbytes"} | quantised by bitsandbytes
            qwen3    | layer_types                 | ["linear_attention"]          | layers of type "linear_attention"
            qwen2    | rope_parameters             | {"rope_type":"mrope","mrope_section":[1]} | mrope_section
            qwen2    | rope_parameters             | {"rope_type":"spiral"}        | "spiral"
            llama3   | hidden_act                  | "relu2"                       | relu2
            """)
    void whatWouldChangeNumbersIsRefusedByName(String model, String field, String value, String said) {
        assertThatThrownBy(() -> config(model, json -> json.set(field, tree(value))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(said);
    }

    @Test
    void scalingsAreRead() throws IOException {
        TransformerConfig yarn = config("qwen2", json -> scaling(json, """
                {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}"""));
        assertThat(yarn.layers().getFirst().rope().magnitude()).isCloseTo(1.1386294, within(1e-6));
        TransformerConfig dynamic = config("llama3", json -> scaling(json, "{\"type\": \"dynamic\", \"factor\": 2.0}"));
        assertThat(dynamic.layers().getFirst().rope().frequencyDivisors()).isEmpty();
        TransformerConfig longRope = config("llama3", json -> scaling(json, """
                {"type": "longrope", "factor": 2.0, "short_factor": [1, 1, 1, 1, 1, 1],
                 "long_factor": [2, 2, 2, 2, 2, 2], "original_max_position_embeddings": 128}"""));
        assertThat(longRope.layers().getFirst().rope().extension().beyond()).isEqualTo(128);
        assertThatThrownBy(() -> config("llama3", json -> scaling(json, "{\"type\": \"longrope\", \"factor\": 2.0}")))
                .hasMessageContaining("short_factor");
    }

    private static void scaling(ObjectNode json, String scaling) {
        json.remove("rope_parameters");
        json.put("rope_theta", 10_000.0);
        json.set("rope_scaling", tree(scaling));
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TransformerConfig config(String model, Consumer<ObjectNode> change) throws IOException {
        Path copy = Files.createTempDirectory(directory, model);
        try (Stream<Path> files = Files.list(Golden.resource("tiny/" + model))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        ObjectNode json = (ObjectNode) Golden.json(copy.resolve("config.json"));
        change.accept(json);
        JSON.writeValue(copy.resolve("config.json").toFile(), json);
        try (HuggingFaceDirectory opened = HuggingFaceDirectory.open(copy)) {
            return opened.config();
        }
    }
}
