// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that stand beside a tokenizer.json. */
class AddedTokensTest {
    private static final String TEXT = "<|turn|>Who did it?<|over|>";

    @TempDir
    Path directory;

    @BeforeEach
    void copyAModel() throws IOException {
        for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            Files.copy(Golden.resource("tiny/qwen3").resolve(name), directory.resolve(name));
        }
    }

    @Test
    void thoseOfTokenizerConfigAreMatchedWhole() throws IOException {
        int[] before = ids();
        Files.writeString(directory.resolve("tokenizer_config.json"), """
                {"added_tokens_decoder": {
                  "600": {"content": "<|turn|>", "special": true, "normalized": false},
                  "601": {"content": "<|over|>", "special": true, "normalized": false}}}""");

        int[] ids = ids();

        assertThat(before.length).isGreaterThan(ids.length + 4);
        assertThat(ids[0]).isGreaterThanOrEqualTo(512);
        assertThat(ids[ids.length - 1]).isEqualTo(ids[0] + 1);
    }

    @Test
    void thoseOfTheOlderFileAreToo() throws IOException {
        Files.writeString(directory.resolve("added_tokens.json"), "{\"<|turn|>\": 512, \"<|over|>\": 513}");

        assertThat(ids()).startsWith(512).endsWith(513);
    }

    @Test
    void aTokenBeyondTheEmbeddingIsNamed() throws IOException {
        Files.writeString(directory.resolve("added_tokens.json"), "{\"<|turn|>\": 512}");

        try (LanguageModel model = LanguageModel.load(directory)) {
            assertThatThrownBy(() -> model.nll(model.tokenizer().encode(TEXT)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("<|turn|> (512)")
                    .hasMessageContaining("embeddings of 512 tokens");
        }
    }

    @Test
    void aFileThatHasThemAlreadyIsUnchanged() throws IOException {
        byte[] json = Files.readAllBytes(directory.resolve("tokenizer.json"));
        ObjectNode tokenizer = (ObjectNode) new ObjectMapper().readTree(json);
        String known = tokenizer.path("added_tokens").path(0).path("content").asText();
        Files.writeString(directory.resolve("added_tokens.json"), "{\"" + known + "\": 0}");

        assertThat(AddedTokens.read(directory)
                        .without(tokenizer.path("added_tokens"))
                        .addTo(json))
                .isSameAs(json);
    }

    private int[] ids() {
        try (HuggingFaceDirectory model = HuggingFaceDirectory.open(directory)) {
            Tokenizer tokenizer = model.tokenizer();
            int[] ids = tokenizer.encode(TEXT);
            ((FastTokenizer) tokenizer).close();
            return ids;
        }
    }
}
