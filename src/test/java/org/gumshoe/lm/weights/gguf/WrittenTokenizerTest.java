// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenTokenizerTest {
    private static final String TEXT = "It was 7 o'clock, and w12345 was late.";

    @TempDir
    Path directory;

    /** A byte-level vocabulary whose many tokens make its tokenizer.json large enough to be kept. */
    private static GgufMetadata metadata(int tokens) {
        List<String> vocabulary = new ArrayList<>(List.of("<eos>"));
        for (char c = '!'; c <= '~'; c++) {
            vocabulary.add(String.valueOf(c));
        }
        vocabulary.addAll(List.of("\u0120", "It", "wa", "was"));
        for (int i = 0; vocabulary.size() < tokens; i++) {
            vocabulary.add("\u0120w%06d-a-long-token-that-no-text-has".formatted(i));
        }
        return new GgufMetadata(
                Path.of("model.gguf"),
                Map.of(
                        "general.architecture",
                        "gpt2",
                        "tokenizer.ggml.model",
                        "gpt2",
                        "tokenizer.ggml.eos_token_id",
                        0L,
                        "tokenizer.ggml.tokens",
                        vocabulary.toArray(String[]::new),
                        "tokenizer.ggml.merges",
                        new String[] {"I t", "w a", "wa s"}));
    }

    @Test
    void aKeptTokenizerIsTheOneThatWasWritten() throws Exception {
        Path file = directory.resolve("made/with it.kept");
        try (FastTokenizer written = WrittenTokenizer.open(file, metadata(30_000))) {
            assertThat(Files.size(file)).isGreaterThan(1 << 20);
            byte[] kept = Files.readAllBytes(file);
            // from the disk: its metadata are another one's
            try (FastTokenizer read = WrittenTokenizer.open(file, metadata(200))) {
                assertThat(read.encode(TEXT)).isEqualTo(written.encode(TEXT)).contains(96, 98);
                assertThat(read.token(29_999)).isEqualTo(written.token(29_999)).isNotEmpty();
                assertThat(read.stopTokens()).isEqualTo(written.stopTokens()).containsExactly(0);
            }
            assertThat(file).hasBinaryContent(kept);
        }
    }

    @Test
    void aDamagedOneIsWrittenAnew() throws Exception {
        Path file = directory.resolve("it.kept");
        WrittenTokenizer.open(file, metadata(30_000)).close();
        byte[] whole = Files.readAllBytes(file);
        byte[] garbled = whole.clone();
        garbled[whole.length / 2] = '"';
        for (byte[] damaged : List.of(new byte[0], Arrays.copyOf(whole, whole.length / 2), garbled)) {
            Files.write(file, damaged);
            try (FastTokenizer tokenizer = WrittenTokenizer.open(file, metadata(30_000))) {
                assertThat(tokenizer.token(29_999)).isNotEmpty();
            }
            assertThat(file).hasBinaryContent(whole);
        }
    }

    @Test
    void aSmallOneIsNotKept() {
        Path file = directory.resolve("it.kept");
        WrittenTokenizer.open(file, metadata(200)).close();
        assertThat(file).doesNotExist();
    }
}
