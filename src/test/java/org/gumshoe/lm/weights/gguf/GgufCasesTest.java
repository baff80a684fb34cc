// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Rope;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GGUF files as people have them. */
class GgufCasesTest {
    @TempDir
    Path directory;

    private static GgufWriter described(ModelFile model) {
        return new GgufWriter().config(model.config(), 96);
    }

    @Test
    void aSplitModelIsReadFromAnyPart() throws IOException {
        try (ModelFile model = ModelFiles.open(Golden.resource("tiny/qwen3"))) {
            write(
                    "m-00001-of-00003.gguf",
                    described(model).put("split.count", 3).put("split.no", 0));
            write(
                    "m-00002-of-00003.gguf",
                    new GgufWriter().put("split.count", 3).put("split.no", 1).weights(model, false));
            Path last = write(
                    "m-00003-of-00003.gguf",
                    new GgufWriter().put("split.count", 3).put("split.no", 2).tensor("more", new float[] {1, 2}, 2));

            try (GgufFile file = GgufFile.open(last)) {
                assertThat(file.config().numLayers()).isEqualTo(model.config().numLayers());
                assertThat(file.weightFiles()).hasSize(3);
                assertThat(file.tensors()).extracting(StoredTensor::name).contains("more", "token_embd.weight");
            }
            Files.delete(directory.resolve("m-00002-of-00003.gguf"));
            assertThatThrownBy(() -> GgufFile.open(last))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("one of 3 parts of a model, of which m-00002-of-00003.gguf is missing");
            Path renamed = Files.move(last, directory.resolve("renamed.gguf"));
            assertThatThrownBy(() -> GgufFile.open(renamed)).hasMessageContaining("part 3 of 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logit_scale", "embedding_scale", "attn_logit_softcapping", "expert_count"})
    void whatWouldChangeNumbersIsRefusedByName(String key) throws IOException {
        try (ModelFile model = ModelFiles.open(Golden.resource("tiny/qwen3"))) {
            Path file = write("m.gguf", described(model).weights(model, false).put("qwen3." + key, 8));

            assertThatThrownBy(() -> GgufFile.open(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("sets \"qwen3." + key + "\" to 8");
        }
    }

    @Test
    void aBigEndianFileIsNamed() throws IOException {
        Path file = Files.write(directory.resolve("be.gguf"), new byte[] {'G', 'G', 'U', 'F', 0, 0, 0, 3, 0, 0, 0, 0});

        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("big-endian GGUF file");
    }

    @Test
    void ropeScalingsAreRead() throws IOException {
        try (ModelFile model = ModelFiles.open(Golden.resource("tiny/qwen3"))) {
            Path yarn = write(
                    "yarn.gguf",
                    described(model)
                            .weights(model, false)
                            .put("qwen3.rope.scaling.type", "yarn")
                            .put("qwen3.rope.scaling.factor", 4.0)
                            .put("qwen3.rope.scaling.original_context_length", 64));
            Path longRope = write(
                    "long.gguf",
                    described(model)
                            .weights(model, false)
                            .tensor("rope_factors_short.weight", new float[] {1, 1, 1, 1, 1, 1, 1, 1}, 8)
                            .tensor("rope_factors_long.weight", new float[] {2, 2, 2, 2, 2, 2, 2, 2}, 8)
                            .put("qwen3.rope.scaling.original_context_length", 128));

            assertThat(rope(yarn).magnitude()).isCloseTo(1.1386294361, within(1e-9));
            assertThat(rope(yarn).frequencyDivisors().getLast()).isCloseTo(4, within(1e-9));
            assertThat(rope(longRope).forLength(129).frequencyDivisors()).containsOnly(2.0);
            assertThat(rope(longRope).magnitude()).isCloseTo(1.0690449676, within(1e-9));
        }
    }

    private static Rope rope(Path file) {
        try (GgufFile opened = GgufFile.open(file)) {
            return opened.config().layers().getFirst().rope();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek-r1-qwen", "stablelm2", "hunyuan", "llama-bpe", "glm4", "olmo", "smollm"})
    void splittingWordsOfAKnownPatternAreRead(String name) throws IOException {
        String[] tokens = new String[256];
        for (int i = 0; i < 256; i++) {
            tokens[i] = i >= '!' && i <= '~' ? String.valueOf((char) i) : "x" + i;
        }
        GgufMetadata metadata = GgufReader.read(
                        Path.of("made-up.gguf"),
                        java.lang.foreign.MemorySegment.ofArray(new GgufWriter()
                                .put("general.architecture", "qwen2")
                                .put("tokenizer.ggml.model", "gpt2")
                                .put("tokenizer.ggml.pre", name)
                                .put("tokenizer.ggml.tokens", tokens)
                                .put("tokenizer.ggml.merges", new String[] {})
                                .bytes()))
                .metadata();

        assertThat(GgufTokenizer.build(metadata).encode("ab")).containsExactly('a', 'b');
    }

    private Path write(String name, GgufWriter file) throws IOException {
        return Files.write(directory.resolve(name), file.bytes());
    }
}
