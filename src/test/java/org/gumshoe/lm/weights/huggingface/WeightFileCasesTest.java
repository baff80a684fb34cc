// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.weights.StoredTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weight files as people have them. */
class WeightFileCasesTest {
    @TempDir
    Path directory;

    @Test
    void aWholeFileGoesBeforeAStaleIndex() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            Files.copy(Golden.resource("tiny/llama3").resolve(name), directory.resolve(name));
        }
        Files.writeString(
                directory.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\"}}");

        try (HuggingFaceDirectory model = HuggingFaceDirectory.open(directory)) {
            assertThat(model.weightFiles()).containsExactly(directory.resolve("model.safetensors"));
        }
    }

    @Test
    void filesBeforePyTorch1_6AreRead() throws IOException {
        Path file = Files.write(directory.resolve("old.bin"), legacy(1, 2, 3, 4, 5, 6));

        assertThat(read(file)).containsExactlyEntriesOf(Map.of("a.weight", "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]"));
    }

    @Test
    void aTruncatedOldFileIsRefused() throws IOException {
        byte[] whole = legacy(1, 2, 3, 4, 5, 6);
        for (int length : new int[] {25, 60, whole.length / 2, whole.length - 1}) {
            Path file = Files.write(directory.resolve("cut.bin"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file))
                    .as("cut at " + length)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("cut.bin");
        }
    }

    @Test
    void viewsAreCopied() throws IOException {
        byte[] numbers = floats(0, 1, 2, 3, 4, 5, 6, 7);
        Path file = new TorchWriter()
                .tensor("transposed", "FloatStorage", numbers, 0, new long[] {3, 2}, 1, 3)
                .tensor("every.other", "FloatStorage", numbers, 1, new long[] {3}, 2)
                .tensor("column", "FloatStorage", numbers, 2, new long[] {2, 1}, 4, 1)
                .write(directory.resolve("views.bin"));

        assertThat(read(file))
                .containsEntry("transposed", "[0.0, 3.0, 1.0, 4.0, 2.0, 5.0]")
                .containsEntry("every.other", "[1.0, 3.0, 5.0]")
                .containsEntry("column", "[2.0, 6.0]");
    }

    @Test
    void dataParallelNamesAreUnwrapped() throws IOException {
        Path file = new TorchWriter()
                .tensor("module._orig_mod.a", "FloatStorage", floats(1), 0, new long[] {1}, 1)
                .tensor("module._orig_mod.b", "DoubleStorage", doubles(2.5), 0, new long[] {1}, 1)
                .write(directory.resolve("parallel.bin"));

        assertThat(read(file)).containsEntry("a", "[1.0]").containsEntry("b", "[2.5]");
    }

    @Test
    void theOnlyDictionaryOfTensorsIsFound() {
        PickledTensor tensor =
                new PickledTensor(new PickledTensor.Storage("FloatStorage", "0", 1), 0, new long[] {1}, new long[] {1});
        Map<String, Object> model = Map.of("a", tensor);

        assertThat(StateDict.in("f", Map.of("epoch", 3L, "model", model, "optimizer", Map.of("state", model))))
                .containsOnlyKeys("a");
        assertThat(StateDict.in("f", Map.of("state", Map.of("state_dict", model))))
                .containsOnlyKeys("a");
        assertThatThrownBy(() -> StateDict.in("f", Map.of("model", model, "ema", Map.of("b", tensor))))
                .hasMessageContainingAll("several dictionaries of tensors", "model", "ema");
        assertThatThrownBy(() -> StateDict.in("f", Map.of("epoch", 3L)))
                .hasMessageContaining("holds no dictionary of tensors");
    }

    @Test
    void aDictionaryThatHoldsItselfEnds() {
        Map<String, Object> self = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            self.put("k" + i, self);
        }
        assertThatThrownBy(() -> StateDict.in("f", self)).hasMessageContaining("no dictionary of tensors");
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> numbers = new LinkedHashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            Map<String, StoredTensor> tensors = TorchFile.read(file, arena);
            tensors.forEach((name, tensor) -> numbers.put(name, java.util.Arrays.toString(tensor.toFloats())));
        }
        return numbers;
    }

    /** A file as torch.save wrote it before 1.6, of one tensor of 2 x 3 in a dictionary. */
    private static byte[] legacy(float... numbers) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e80024de9032e"));
        pickle(file, 0x80, 2, '}', text("little_endian"), 0x88, 's', '.');
        pickle(
                file,
                0x80,
                2,
                '}',
                text("a.weight"),
                "ctorch._utils\n_rebuild_tensor_v2\n",
                '(',
                '(',
                text("storage"),
                "ctorch\nFloatStorage\n",
                text("94"),
                text("cpu"),
                'K',
                numbers.length,
                'N',
                't',
                'Q',
                'K',
                0,
                'K',
                2,
                'K',
                3,
                0x86,
                'K',
                3,
                'K',
                1,
                0x86,
                0x89,
                "ccollections\nOrderedDict\n",
                ')',
                'R',
                't',
                'R',
                's',
                '.');
        pickle(file, 0x80, 2, ']', text("94"), 'a', '.');
        file.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(numbers.length)
                .array());
        file.writeBytes(floats(numbers));
        return file.toByteArray();
    }

    private static void pickle(ByteArrayOutputStream file, Object... parts) {
        for (Object part : parts) {
            switch (part) {
                case Integer code -> file.write(code);
                case Character code -> file.write(code);
                case byte[] bytes -> file.writeBytes(bytes);
                default -> file.writeBytes(part.toString().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static byte[] text(String text) {
        return ByteBuffer.allocate(5 + text.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'X')
                .putInt(text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static byte[] floats(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static byte[] doubles(double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(numbers);
        return bytes.array();
    }
}
