// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tiny models with their weights in PyTorch files, against transformers' figures.
 */
class TorchFileTest {
    private static final long[] TWO_BY_THREE = {2, 3};

    @TempDir
    Path directory;

    /**
     * Writes a tiny model whose tensors, filtered and changed, are stored in {@code shards} PyTorch
     * files.
     */
    private Path model(String name, int shards, Predicate<String> wanted, UnaryOperator<StoredTensor> change)
            throws IOException {
        Path to = Files.createDirectory(directory.resolve(name));
        Path from = Golden.resource("tiny/" + name);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(f -> !f.toString().contains(".safetensors")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        try (ModelFile file = ModelFiles.open(from)) {
            List<StoredTensor> tensors = file.tensors().stream()
                    .filter(tensor -> wanted.test(tensor.name()))
                    .map(change)
                    .toList();
            ObjectNode map = new ObjectMapper().createObjectNode();
            for (int shard = 0; shard < shards; shard++) {
                TorchWriter writer = new TorchWriter();
                String part = shards == 1
                        ? "pytorch_model.bin"
                        : "pytorch_model-%05d-of-%05d.bin".formatted(shard + 1, shards);
                for (int i = shard; i < tensors.size(); i += shards) {
                    writer.tensor(tensors.get(i));
                    map.put(tensors.get(i).name(), part);
                }
                writer.write(to.resolve(part));
            }
            if (shards > 1) {
                Files.writeString(to.resolve("pytorch_model.bin.index.json"), "{\"weight_map\":" + map + "}");
            }
        }
        return to;
    }

    private Path model(String name, int shards) throws IOException {
        return model(name, shards, tensor -> true, UnaryOperator.identity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "gpt2", "llama3"})
    void agreesWithTheSafetensors(String name) throws IOException {
        Path model = model(name, name.equals("gpt2") ? 1 : 3);
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (LanguageModel loaded = LanguageModel.load(model, Precision.F32)) {
            assertThat(Golden.mean(loaded.nll(ids)))
                    .isCloseTo(expected.get("mean_nll").asDouble(), within(1e-4));
            Golden.assertTop(loaded.logits(ids, List.of()), expected.get("next_top10"), 1e-4);
            assertThat(loaded.info().tensorTypes())
                    .isEqualTo(
                            LanguageModel.info(Golden.resource("tiny/" + name)).tensorTypes());
        }
    }

    /** The file was saved by PyTorch 2: {@code src/test/python/torch_fixture.py}. */
    @Test
    void readsAFileOfPyTorch() throws IOException {
        byte[] saved = Base64.getMimeDecoder().decode(Files.readString(Golden.resource("golden/torch.bin.base64")));
        Path file = Files.write(directory.resolve("saved.bin"), saved);
        try (Arena arena = Arena.ofConfined()) {
            Map<String, StoredTensor> tensors = TorchFile.read(file, arena);
            assertThat(tensors).containsOnlyKeys("single", "half", "brain", "tied", "part", "parameter", "scalar");
            assertThat(tensors.get("single").shape()).containsExactly(2, 3);
            assertThat(tensors.get("single").toFloats()).containsExactly(0, .5f, 1, 1.5f, 2, 2.5f);
            assertThat(tensors.get("tied").toFloats()).containsExactly(0, .5f, 1, 1.5f, 2, 2.5f);
            assertThat(tensors.get("part").toFloats()).containsExactly(1.5f, 2, 2.5f);
            assertThat(tensors.get("half").type()).isEqualTo(TensorType.F16);
            assertThat(tensors.get("half").toFloats()).containsExactly(-1, .25f);
            assertThat(tensors.get("brain").type()).isEqualTo(TensorType.BF16);
            assertThat(tensors.get("brain").toFloats()).containsExactly(3, -.125f);
            assertThat(tensors.get("parameter").toFloats()).containsExactly(7, 8);
            assertThat(tensors.get("scalar").toFloats()).containsExactly(9);
            assertThat(tensors.get("single").data().isMapped()).isTrue();
        }
    }

    @Test
    void aPickleOfAnythingButTensorsIsRefused() throws IOException {
        Path marker = directory.resolve("made by the pickle");
        Path file =
                new TorchWriter().call("os", "system", "touch '" + marker + "'").write(directory.resolve("evil.bin"));
        assertRefused(() -> read(file), file, "os.system");
        assertThat(marker).doesNotExist();
        for (String name :
                List.of("torch.load", "torch.storage._load_from_bytes", "builtins.eval", "torch.FloatStorage.x")) {
            int dot = name.lastIndexOf('.');
            Path other = new TorchWriter()
                    .call(name.substring(0, dot), name.substring(dot + 1), "")
                    .write(directory.resolve(name));
            assertRefused(() -> read(other), other, name);
        }
        Path called = new TorchWriter().call("torch", "FloatStorage", "").write(directory.resolve("called.bin"));
        assertRefused(() -> read(called), called, "damaged");
    }

    @Test
    void unknownTypesAreNamedAndMasksAreLeftOut() throws IOException {
        Path complex = new TorchWriter()
                .tensor("wide.weight", "ComplexFloatStorage", new byte[48], 0, TWO_BY_THREE, 3, 1)
                .write(directory.resolve("complex.bin"));
        assertRefused(() -> read(complex), complex, "wide.weight", "ComplexFloatStorage");
        Path buffer = new TorchWriter()
                .tensor("freqs_cis", "ComplexFloatStorage", new byte[48], 0, TWO_BY_THREE, 3, 1)
                .tensor("wide.weight", "DoubleStorage", new byte[48], 0, TWO_BY_THREE, 3, 1)
                .write(directory.resolve("buffer.bin"));
        assertThat(read(buffer)).containsExactly("wide.weight");
        Path mask = new TorchWriter()
                .tensor("mask", "BoolStorage", new byte[6], 0, TWO_BY_THREE, 3, 1)
                .tensor("kept", "FloatStorage", new byte[24], 0, TWO_BY_THREE, 3, 1)
                .write(directory.resolve("mask.bin"));
        assertThat(read(mask)).containsExactly("kept");
        Path expanded = new TorchWriter()
                .tensor("expanded", "FloatStorage", new byte[8], 0, TWO_BY_THREE, 1, 0)
                .write(directory.resolve("expanded.bin"));
        assertRefused(() -> read(expanded), expanded, "expanded", "lacks the numbers");
        Path compressed = new TorchWriter()
                .tensor("packed", "FloatStorage", new byte[24], 0, TWO_BY_THREE, 3, 1)
                .write(directory.resolve("compressed.bin"), ZipOutputStream.DEFLATED);
        assertRefused(() -> read(compressed), compressed, "compressed");
    }

    @Test
    void aTensorBeyondItsStorageIsRefused() throws IOException {
        for (long offset : new long[] {1, -1, 1L << 30}) {
            Path file = new TorchWriter()
                    .tensor("beyond", "FloatStorage", new byte[24], offset & 0x7FFFFFFF, TWO_BY_THREE, 3, 1)
                    .write(directory.resolve("beyond" + offset + ".bin"));
            assertRefused(() -> read(file), file, "beyond");
        }
        Path large = new TorchWriter()
                .tensor(
                        "large",
                        "FloatStorage",
                        new byte[24],
                        0,
                        new long[] {1 << 30, 1 << 30, 1 << 30},
                        1L << 60,
                        1 << 30,
                        1)
                .write(directory.resolve("large.bin"));
        assertRefused(() -> read(large), large, "large");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Path model = model("llama3", 2);
        Path shard = model.resolve("pytorch_model-00002-of-00002.bin");
        byte[] whole = Files.readAllBytes(shard);
        for (int length : new int[] {0, 5, 100, whole.length / 2, whole.length - 30, whole.length - 1}) {
            Files.write(shard, Arrays.copyOf(whole, length));
            assertRefused(() -> LanguageModel.load(model).close(), shard, "truncated");
        }
        Files.delete(shard);
        assertRefused(
                () -> LanguageModel.load(model).close(),
                model,
                shard.getFileName().toString());
        Files.write(shard, "not a zip archive, but as long as one might be".getBytes(StandardCharsets.UTF_8));
        assertRefused(() -> LanguageModel.load(model).close(), shard, "no zip archive");
    }

    @Test
    void aDamagedPickleThrowsNothingButBadInput() throws IOException {
        Path file = new TorchWriter()
                .tensor("a", "FloatStorage", new byte[24], 0, TWO_BY_THREE, 3, 1)
                .write(directory.resolve("sound.bin"));
        byte[] sound = Files.readAllBytes(file);
        int from = 30 + "archive/data.pkl".length();
        for (int at = from; at < from + 200; at++) {
            for (int value : new int[] {0, 'q', 'R', '.', 't', 0xFF}) {
                byte[] damaged = sound.clone();
                damaged[at] = (byte) value;
                Path other = Files.write(directory.resolve("damaged.bin"), damaged);
                try {
                    read(other);
                } catch (BadInputException e) {
                    assertThat(e).hasMessageContaining(other.toString());
                }
            }
        }
    }

    @Test
    void aMissingTensorAndAWrongShapeAreNamed() throws IOException {
        Path missing = model("qwen2", 1, name -> !name.contains("layers.2.mlp.up_proj"), UnaryOperator.identity());
        assertRefused(() -> LanguageModel.load(missing).close(), missing, "model.layers.2.mlp.up_proj.weight");
        for (String name : List.of(
                "model.layers.1.self_attn.o_proj.weight",
                "model.layers.0.mlp.down_proj.weight",
                "model.norm.weight",
                "model.embed_tokens.weight")) {
            Path wrong =
                    model("llama3", 1, tensor -> true, tensor -> tensor.name().equals(name) ? shorter(tensor) : tensor);
            assertRefused(() -> LanguageModel.load(wrong).close(), wrong, name, "shape");
            deleteAll(wrong);
        }
    }

    private static StoredTensor shorter(StoredTensor tensor) {
        long[] shape = tensor.shape().clone();
        shape[0]--;
        MemorySegment data = tensor.data().asSlice(0, tensor.type().byteSize(shape[0] * tensor.columns()));
        return new StoredTensor(tensor.name(), tensor.type(), shape, data);
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        Files.delete(directory);
    }

    private static List<String> read(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            return List.copyOf(TorchFile.read(file, arena).keySet());
        }
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable load, Path file, String... reasons) {
        assertThatThrownBy(load)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(reasons);
    }
}
