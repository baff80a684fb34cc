// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GGUF files with one wrong number each. */
@Timeout(60)
class HostileGgufTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "llama.block_count, 2147483647, 'declares \"llama.block_count\" as 2147483647, where a whole number from 1 to'",
        "llama.block_count, -1, llama.block_count",
        "llama.block_count, 0, llama.block_count",
        "llama.attention.head_count, 0, 'declares \"llama.attention.head_count\" as 0'",
        "llama.attention.head_count, 3, 'describes no transformer that could be built (3 query heads, 2 key and value heads'",
        "llama.attention.head_count_kv, 0, head_count_kv",
        "llama.attention.key_length, 2147483647, 'declares \"llama.attention.key_length\" as 2147483647'",
        "llama.attention.key_length, 3, in heads of 3 components",
        "llama.embedding_length, -8, embedding_length",
        "llama.context_length, 0, context_length",
        "llama.rope.dimension_count, 99, rotaryDim=99",
        "llama.rope.dimension_count, 2147483647, rope.dimension_count",
        "general.alignment, 3, which is no power of two",
        "general.alignment, 0, which is no power of two",
        "general.alignment, -32, general.alignment"
    })
    void refusesAWrongNumber(String key, int value, String why) throws IOException {
        assertRefused(model(key, value).bytes(), why);
    }

    @ParameterizedTest
    @CsvSource({"NaN", "-1", "Infinity"})
    void refusesAnEpsilonThatIsNone(double value) throws IOException {
        assertRefused(model("llama.attention.layer_norm_rms_epsilon", value).bytes(), "layer_norm_rms_epsilon");
    }

    @Test
    void readsTheModelThatTheOthersAreMadeOf() throws IOException {
        Path file = Files.write(
                directory.resolve("model.gguf"), model("general.name", "x").bytes());

        assertThatCode(() -> GgufFile.open(file).close()).doesNotThrowAnyException();
    }

    @Test
    void refusesNamesThatAreThereTwice() throws IOException {
        assertRefused(model("general.name", "x").put("general.name", "y").bytes(), "hold \"general.name\" twice");
        assertRefused(
                model("general.name", "x")
                        .tensor("output_norm.weight", new float[8], 8)
                        .bytes(),
                "tensor output_norm.weight is there twice");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 400000000, 8, 0, has 400000000 dimensions",
        "1, -1, 8, 0, has -1 dimensions",
        "1, 1, -8, 0, has the shape [-8]",
        "1, 2, 4611686018427387904, 0, has the shape",
        "1, 1, 1000000, 0, lies beyond its end",
        "1, 1, 8, 9223372036854775776, lies beyond its end",
        "1, 1, 8, 8, is not aligned to 32 bytes",
        "2, 1, 8, 0, overlaps tensor",
        "1000000000, 1, 8, 0, is truncated or damaged",
        "-1, 1, 8, 0, is truncated or damaged"
    })
    void refusesAWrongTable(long tensors, int dimensions, long extent, long offset, String why) throws IOException {
        Bytes out = new Bytes().text("GGUF").number(3, 4).number(tensors, 8).number(0, 8);
        for (int i = 0; i < Math.clamp(tensors, 1, 2); i++) {
            out.string("t" + i).number(dimensions, 4);
            for (int d = 0; d < Math.clamp(dimensions, 0, 2); d++) {
                out.number(extent, 8);
            }
            out.number(0, 4).number(offset, 8);
        }
        assertRefused(out.number(0, 8).zeros(64).bytes(), why);
    }

    @Test
    void refusesArraysOfArrays() throws IOException {
        Bytes out = new Bytes()
                .text("GGUF")
                .number(3, 4)
                .number(0, 8)
                .number(1, 8)
                .string("deep")
                .number(9, 4);
        for (int i = 0; i < 6000; i++) {
            out.number(9, 4).number(1, 8);
        }
        assertRefused(out.bytes(), "hold an array of arrays, \"deep\"");
    }

    @Test
    void refusesCountsThatTheFileCannotHold() throws IOException {
        assertRefused(
                new Bytes()
                        .text("GGUF")
                        .number(3, 4)
                        .number(0, 8)
                        .number(1L << 60, 8)
                        .zeros(64)
                        .bytes(),
                "truncated");
        assertRefused(
                new Bytes()
                        .text("GGUF")
                        .number(3, 4)
                        .number(0, 8)
                        .number(1, 8)
                        .string("a")
                        .number(9, 4)
                        .number(8, 4)
                        .number(Integer.MAX_VALUE, 8)
                        .zeros(64)
                        .bytes(),
                "truncated");
    }

    @ParameterizedTest
    @CsvSource({"tokenizer.ggml.bos_token_id, 99", "tokenizer.ggml.unknown_token_id, -3"})
    void refusesTokensBeyondTheVocabulary(String key, int id) throws IOException {
        GgufWriter writer = model("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.tokens", new String[] {"a", "b"})
                .put("tokenizer.ggml.scores", new float[] {0, 0})
                .put(key, id);
        assertTokenizerRefused(writer, key);
    }

    @Test
    void refusesTokenizersWhoseListsDiffer() throws IOException {
        assertTokenizerRefused(
                model("tokenizer.ggml.model", "llama")
                        .put("tokenizer.ggml.tokens", new String[] {"a", "b"})
                        .put("tokenizer.ggml.scores", new float[] {0}),
                "has 1 numbers in \"tokenizer.ggml.scores\" for 2 tokens");
        assertTokenizerRefused(
                model("tokenizer.ggml.model", "gpt2")
                        .put("tokenizer.ggml.tokens", new String[] {"a", "b"})
                        .put("tokenizer.ggml.merges", new String[] {"ab"}),
                "where a merge of two tokens belongs");
    }

    private void assertTokenizerRefused(GgufWriter writer, String why) throws IOException {
        Path path = Files.write(directory.resolve("tokenizer.gguf"), writer.bytes());
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(file::tokenizer)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(why);
        }
    }

    private void assertRefused(byte[] bytes, String why) throws IOException {
        Path file = Files.write(directory.resolve("model.gguf"), bytes);

        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    /** A llama of one block, with one value in place of its own or besides them. */
    private static GgufWriter model(String key, Object value) {
        GgufWriter writer = new GgufWriter();
        java.util.Map<String, Object> values = new java.util.LinkedHashMap<>();
        values.put("general.architecture", "llama");
        values.put("llama.block_count", 1);
        values.put("llama.context_length", 64);
        values.put("llama.embedding_length", 8);
        values.put("llama.attention.head_count", 2);
        values.put("llama.attention.head_count_kv", 2);
        values.put("llama.attention.layer_norm_rms_epsilon", 1e-5);
        values.put(key, value);
        values.forEach(writer::put);
        return writer.tensor("token_embd.weight", new float[16 * 8], 16, 8)
                .tensor("output_norm.weight", new float[8], 8);
    }

    /** A writer of what {@link GgufWriter} would not write. */
    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes number(long value, int size) {
            ByteBuffer eight =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
            out.write(eight.array(), 0, size);
            return this;
        }

        Bytes text(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Bytes string(String text) {
            return number(text.length(), 8).text(text);
        }

        Bytes zeros(int count) {
            out.writeBytes(new byte[count]);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
