// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer of tiny/vicuna, written as a tokenizer.model without a tokenizer.json. */
class SentencePieceTest {
    private static final Path VICUNA = Golden.resource("tiny/vicuna");
    private static final int BPE = 2;

    @TempDir
    Path directory;

    @BeforeEach
    void copy() throws IOException {
        Files.copy(VICUNA.resolve("config.json"), directory.resolve("config.json"));
    }

    private static byte[] model(int modelType) {
        JsonNode json =
                Golden.json(VICUNA.resolve("tokenizer.json")).get("model").get("vocab");
        String[] pieces = new String[json.size()];
        json.properties().forEach(entry -> pieces[entry.getValue().asInt()] = entry.getKey());
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        for (int id = 0; id < pieces.length; id++) {
            ByteArrayOutputStream piece = new ByteArrayOutputStream();
            content(piece, 1, pieces[id].getBytes(StandardCharsets.UTF_8));
            number(piece, 2 << 3 | 5);
            piece.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(-id)
                    .array());
            number(piece, 3 << 3);
            number(piece, id == 0 ? 2 : id < 3 ? 3 : pieces[id].startsWith("<0x") ? 6 : 1);
            content(model, 1, piece.toByteArray());
        }
        ByteArrayOutputStream trainer = new ByteArrayOutputStream();
        number(trainer, 3 << 3);
        number(trainer, modelType);
        content(trainer, 4, new byte[300]); // fields that are skipped
        content(model, 2, trainer.toByteArray());
        ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
        number(normalizer, 3 << 3);
        number(normalizer, 1);
        content(model, 3, normalizer.toByteArray());
        return model.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long value) {
        for (long left = value; ; left >>>= 7) {
            if (left < 128) {
                out.write((int) left);
                return;
            }
            out.write((int) left & 127 | 128);
        }
    }

    private static void content(ByteArrayOutputStream out, int field, byte[] bytes) {
        number(out, field << 3 | 2);
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private HuggingFaceTokenizerLoader loader() {
        return new HuggingFaceTokenizerLoader(directory, Golden.json(directory.resolve("config.json")), "llama");
    }

    @Test
    void agreesWithTheConvertedTokenizer() throws IOException {
        Files.write(directory.resolve("tokenizer.model"), model(BPE));
        JsonNode expected = Golden.json(VICUNA.resolve("expected.json"));
        Tokenizer read = loader().load();
        assertThat(read.encode(expected.get("text").asText())).isEqualTo(Golden.ints(expected.get("ids")));
        assertThat(read.decode(Golden.ints(expected.get("ids"))))
                .isEqualTo(expected.get("text").asText());
        assertThat(read.bosId()).isEqualTo(1);
        assertThat(read.stopTokens()).containsExactly(2);
        assertThat(read.encode("\u2603 日本")).startsWith(1).hasSizeGreaterThan(4);
        assertThat(loader().summary()).isEqualTo("BPE of SentencePiece");
    }

    @Test
    void refusesMissingDamagedAndOtherModels() throws IOException {
        assertRefused("neither tokenizer.json nor tokenizer.model");
        Files.write(directory.resolve("tokenizer.model"), model(1));
        assertRefused("no BPE");
        byte[] whole = model(BPE);
        for (int length : new int[] {0, 1, 100, whole.length - 1}) {
            Files.write(directory.resolve("tokenizer.model"), Arrays.copyOf(whole, length));
            assertRefused("tokenizer.model");
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> loader().load())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason);
    }
}
