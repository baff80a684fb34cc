// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with files written by NumPy and gguf-py (src/test/python/control_vector_fixtures.py). */
class ControlVectorsTest {
    private static final float[] LAYER_TWO = {1, 2, 3};
    private static final float[] LAYER_THREE = {-1, 0, .25f};

    @TempDir
    Path directory;

    @Test
    void aNumpyRowNamesNoLayer() throws Exception {
        var loaded = ControlVectors.read(fixture("one.npy"));

        assertThat(loaded.byLayer()).isEmpty();
        assertThat(loaded.single()).containsExactly(1, -2, .5f);
        assertThat(loaded.width()).isEqualTo(3);
    }

    @Test
    void rowsOfANumpyArrayAreLayersInEitherOrderAndPrecision() throws Exception {
        for (String file : List.of("layers-f8-fortran.npy", "layers-f2.npy")) {
            var loaded = ControlVectors.read(fixture(file));

            assertThat(loaded.single()).isNull();
            assertThat(loaded.byLayer().keySet()).as(file).containsExactly(2, 3);
            assertThat(loaded.byLayer().get(2)).containsExactly(LAYER_TWO);
            assertThat(loaded.byLayer().get(3)).containsExactly(LAYER_THREE);
        }
    }

    @Test
    void directionNOfAGgufIsOurLayerNPlusOne() throws Exception {
        var loaded = ControlVectors.read(fixture("repeng.gguf"));

        assertThat(loaded.byLayer().keySet()).containsExactly(3, 12);
        assertThat(loaded.byLayer().get(3)).containsExactly(LAYER_TWO);
        assertThat(loaded.byLayer().get(12)).containsExactly(LAYER_THREE);
    }

    @Test
    void writesTheBytesThatGgufPyWrites() throws Exception {
        Path file = directory.resolve("out.gguf");

        ControlVectors.writeGguf(
                file,
                "llama",
                List.of(new Direction(9, new float[] {0, -1, 0}, 7, 3), new Direction(2, new float[] {1, 0, 0}, 5, 2)),
                new double[] {.5, 1});

        assertThat(file).hasSameBinaryContentAs(fixture("written.gguf"));
    }

    @Test
    void jsonComesBackAsItWasWritten() throws IOException {
        Path file = directory.resolve("vector.json");

        ControlVectors.writeJson(
                file, "sha256", List.of(new Direction(9, new float[] {.6f, -.8f}, 7, 3)), new double[] {.5});
        var loaded = ControlVectors.read(file);

        assertThat(loaded.byLayer()).containsOnlyKeys(9);
        assertThat(loaded.byLayer().get(9)).containsExactly(new float[] {.9f, -1.2f}, within(1e-6f));
    }

    @Test
    void plainJson() throws IOException {
        assertThat(ControlVectors.read(text("[1, -2.5, 0]")).single()).containsExactly(1, -2.5f, 0);
        assertThat(ControlVectors.read(text("{\"layers\":[{\"layer\":4,\"direction\":[1,2],\"strength\":3}]}"))
                        .byLayer()
                        .get(4))
                .containsExactly(3, 6);
    }

    @Test
    void safetensors() throws IOException {
        assertThat(ControlVectors.read(safetensors("{'v':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 1, -2.5f))
                        .single())
                .containsExactly(1, -2.5f);
        var rows = ControlVectors.read(
                safetensors("{'v':{'dtype':'F32','shape':[3,2],'data_offsets':[0,24]}}", 0, 0, 0, 0, 1, 2));
        assertThat(rows.byLayer()).containsOnlyKeys(2);
        var layers = ControlVectors.read(safetensors(
                "{'__metadata__':{'format':'pt'},'layer_3':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                        + "'model.layers.7.v':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},"
                        + "'direction.11':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}",
                3,
                8,
                12));
        layers.byLayer().forEach((layer, vector) -> assertThat(vector).containsExactly(layer));
        assertThat(layers.byLayer()).containsOnlyKeys(3, 8, 12);

        refuses(safetensors("{'v':{'dtype':'I8','shape':[2],'data_offsets':[0,2]}}", 1), "convert it to F32");
        refuses(safetensors("{'v':{'dtype':'F32','shape':[9],'data_offsets':[0,36]}}", 1), "cut short");
        refuses(
                safetensors(
                        "{'v':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}",
                        1),
                "2 tensors");
        refuses(safetensors("{}", 1), "holds no vector");
    }

    @Test
    void archivesAreNamedByTheirKind() throws IOException {
        refuses(zip("v.npz", "arr_0.npy"), "NumPy archive");
        refuses(zip("v.pt", "archive/data.pkl"), "torch.save");
        refuses(zip("v.zip", "readme.txt"), "zip archive");
        refuses(Files.write(directory.resolve("old.pt"), new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10}), "torch.save");
    }

    private Path zip(String name, String entry) throws IOException {
        Path file = directory.resolve(name);
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new java.util.zip.ZipEntry(entry));
        }
        return file;
    }

    private Path safetensors(String header, float... numbers) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var bytes = java.nio.ByteBuffer.allocate(8 + json.length + 4 * numbers.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float number : numbers) {
            bytes.putFloat(number);
        }
        return Files.write(directory.resolve("v.safetensors"), bytes.array());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        refuses(fixture("integers.npy"), "type <i8");
        refuses(fixture("three-dimensions.npy"), "3 dimensions");
        refuses(directory.resolve("missing.npy"), "There is no steering vector file");
        refuses(text("once upon a time"), "neither");
        refuses(text("[1, \"two\"]"), "where a number belongs");
        refuses(text("[]"), "no vector");
        refuses(text("{\"a\": 1}"), "\"layers\"");
        refuses(text("{\"layers\":[{\"layer\":1,\"direction\":[1]},{\"layer\":2,\"direction\":[1,2]}]}"), "same width");
        refuses(text("[1e60]"), "not finite");
        refuses(cut("repeng.gguf", 300), "cut short");
        refuses(cut("repeng.gguf", 40), "cut short");
        refuses(cut("one.npy", 130), "cut short");
        refuses(cut("one.npy", 60), "cut short");
        Path model = directory.resolve("model.gguf");
        Files.write(
                model,
                new String(Files.readAllBytes(fixture("repeng.gguf")), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .replace("controlvector", "llama3_vector")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        refuses(model, "not a control vector");
        assertThatThrownBy(() -> ControlVectors.writeGguf(
                        directory.resolve("x"),
                        "llama",
                        List.of(new Direction(1, new float[] {1}, 1, 1)),
                        new double[] {1}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("layer 1");
    }

    private static void refuses(Path file, String why) {
        assertThatThrownBy(() -> ControlVectors.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining(why);
    }

    private Path text(String content) throws IOException {
        return Files.writeString(directory.resolve("text.json"), content);
    }

    private Path cut(String name, int length) throws Exception {
        return Files.write(directory.resolve(name), Arrays.copyOf(Files.readAllBytes(fixture(name)), length));
    }

    private static Path fixture(String name) throws URISyntaxException {
        return Path.of(ControlVectorsTest.class.getResource(name).toURI());
    }
}
