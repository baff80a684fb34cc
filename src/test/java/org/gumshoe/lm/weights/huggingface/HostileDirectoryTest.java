// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HuggingFace directories with one wrong thing each. */
@Timeout(60)
class HostileDirectoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @BeforeEach
    void copyAModel() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            Files.copy(Path.of("test/resources/tiny/llama3", name), directory.resolve(name));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            num_hidden_layers       | 2147483647   | declares "num_hidden_layers" as 2147483647, where a whole number from 1 to
            num_hidden_layers       | 0            | num_hidden_layers
            num_hidden_layers       | 1.5          | declares "num_hidden_layers" as 1.5
            num_attention_heads     | 0            | num_attention_heads
            num_attention_heads     | "4"          | declares "num_attention_heads" as "4"
            num_attention_heads     | 7            | describes no transformer that could be built (7 query heads
            num_attention_heads     | null         | has no number "num_attention_heads"
            num_key_value_heads     | 0            | num_key_value_heads
            head_dim                | 2147483647   | declares "head_dim" as 2147483647
            head_dim                | 5            | in heads of 5 components
            hidden_size             | -64          | hidden_size
            hidden_size             | 1e300        | hidden_size
            vocab_size              | 4294967808   | declares "vocab_size" as 4294967808
            max_position_embeddings | 0            | max_position_embeddings
            rms_norm_eps            | -1           | declares "rms_norm_eps" as -1, where a number of 0.0 or more
            rms_norm_eps            | "x"          | rms_norm_eps
            rope_theta              | 0            | theta 0.0
            rope_scaling            | {"rope_type":"linear","factor":0}            | frequency divisors
            rope_scaling            | {"rope_type":"\\u001b[2Jx"}                  | scales its rope by "\\u001b[2Jx"
            model_type              | "\\u202eevil"                                | is of architecture "\\u202eevil"
            """)
    void refusesAWrongValue(String key, String value, String why) throws IOException {
        Path file = directory.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        if (key.startsWith("rope")) {
            config.remove("rope_parameters");
        }
        config.set(key, JSON.readTree(value));
        JSON.writeValue(file.toFile(), config);

        assertRefused(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer.json", "generation_config.json"})
    @Timeout(60)
    void readsNoPipe(String name) throws Exception {
        Files.deleteIfExists(directory.resolve(name));
        assumeThat(new ProcessBuilder("mkfifo", directory.resolve(name).toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> LanguageModel.load(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(name + " is no regular file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.safetensors", "/etc/passwd", "a/../../x", "..", ".", "a\\u0000b"})
    void readsNoWeightsOutsideOfItsDirectory(String name, @TempDir Path elsewhere) throws IOException {
        Files.move(directory.resolve("model.safetensors"), elsewhere.resolve("model.safetensors"));
        Files.writeString(
                directory.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + name + "\"}}");

        assertRefused("which is not in its directory");
    }

    @Test
    void readsWeightsWhereTheHubsCacheKeepsThem(@TempDir Path cache) throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("models--a--b/blobs"));
        Path snapshot = Files.createDirectories(cache.resolve("models--a--b/snapshots/0123"));
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            Files.move(directory.resolve(name), blobs.resolve(name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", name));
        }
        Files.writeString(
                snapshot.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"model.safetensors\"}}");

        try (HuggingFaceDirectory model = HuggingFaceDirectory.open(snapshot)) {
            assertThat(model.tensors()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}} | tensor a is there twice
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | overlaps tensor a
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                    | has the shape [-2]
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | has the shape
            {"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,8]}}            | lies beyond its end
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}                    | lies beyond its end
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}                    | is damaged: tensor a
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}                       | is damaged: tensor a
            {"a":{"dtype":"F32","shape":"x","data_offsets":[0,8]}}                     | is damaged: tensor a
            {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}                   | is damaged: tensor a
            {"a":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}}                      | stores tensor a as F9
            {"a":[[[[                                                                  | is not valid JSON
            [1,2]                                                                      | lists no tensors
            """)
    void refusesAWrongHeader(String header, String why) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                directory.resolve("model.safetensors"),
                file.putLong(json.length).put(json).array());

        assertRefused(why);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, 1L << 32})
    void refusesALengthThatTheFileCannotHold(long length) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(directory.resolve("model.safetensors"), file.putLong(length).array());

        assertRefused("truncated or no safetensors file");
    }

    @Test
    void neitherHashesNorFollowsWhatAPickleNests() throws IOException {
        ByteArrayOutputStream shared = new ByteArrayOutputStream();
        shared.writeBytes(new byte[] {'}', ')', 'q', 0});
        for (int i = 1; i < 100; i++) {
            shared.writeBytes(new byte[] {'h', (byte) (i - 1), (byte) 0x86, 'q', (byte) i});
        }
        assertPickleRefused(shared.toByteArray(), new byte[] {'K', 1, 's', '.'}, "a key that is neither a name nor");

        byte[] deep = new byte[60_000];
        java.util.Arrays.fill(deep, (byte) 0x85);
        deep[0] = '}';
        deep[1] = ')';
        assertPickleRefused(deep, new byte[] {'K', 1, 's', '.'}, "a key that is neither a name nor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X\u00ff\u00ff\u00ff\u00ff",
                "R",
                "t",
                "h\u0001",
                "Q",
                "s",
                "u",
                "Nb",
                "}}}}}",
                "K\u0001R",
                "(K\u0001K\u0001tQ",
                "ctorch\nFloatStorage\n)R"
            })
    void refusesDamagedPickles(String code) throws IOException {
        assertPickleRefused(code.getBytes(StandardCharsets.ISO_8859_1), new byte[] {'.'}, "");
    }

    private void assertPickleRefused(byte[] code, byte[] end, String why) throws IOException {
        Files.deleteIfExists(directory.resolve("model.safetensors"));
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(code);
        pickle.writeBytes(end);
        CRC32 crc = new CRC32();
        crc.update(pickle.toByteArray());
        ZipEntry entry = new ZipEntry("archive/data.pkl");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(pickle.size());
        entry.setCrc(crc.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(directory.resolve("pytorch_model.bin")))) {
            zip.putNextEntry(entry);
            zip.write(pickle.toByteArray());
        }
        assertRefused(why);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> HuggingFaceDirectory.open(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(why);
    }
}
