// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the cosines that the documentation of Sentence Transformers prints for all-MiniLM-L6-v2. */
class SentenceEncoderTest {
    @TempDir
    Path directory;

    @Test
    void agreesWithSentenceTransformers() {
        Path model = Path.of(System.getProperty(
                "gumshoe.encoder",
                Path.of(System.getProperty("user.home"), ".cache/gumshoe/models/all-minilm-l6-v2")
                        .toString()));
        assumeThat(model.resolve("model.safetensors"))
                .as("SKIPPED: encodings of all-MiniLM-L6-v2, because there is no model in %s", model)
                .exists();
        try (SentenceEncoder encoder = new SentenceEncoder(model)) {
            assertThat(cosine(encoder, "The cat sits outside", "The dog plays in the garden"))
                    .isCloseTo(.2838, within(1e-4));
            assertThat(cosine(encoder, "A man is playing guitar", "A woman watches TV"))
                    .isCloseTo(-.0327, within(1e-4));
            assertThat(cosine(encoder, "The new movie is awesome", "The new movie is so great"))
                    .isCloseTo(.8939, within(1e-4));
            assertThat(encoder.width()).isEqualTo(384);
        }
    }

    /** Of any processor and without a download. */
    @Test
    void aRandomModelGivesWhatItsFormulasGive() {
        TinyBert bert = new TinyBert();
        bert.write(directory);
        try (SentenceEncoder encoder = new SentenceEncoder(directory)) {
            assertEncoding(
                    encoder.encode("The cat sits outside!"),
                    bert.encode(List.of("the", "cat", "sits", "out", "##side", "[UNK]")));
            assertEncoding(encoder.encode("Garden"), bert.encode(List.of("garden")));
            assertEncoding(
                    encoder.encode("dog ".repeat(300)), bert.encode(Collections.nCopies(254, "dog"))); // 256 tokens
        }
    }

    private static void assertEncoding(float[] encoding, double[] expected) {
        assertThat(encoding).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) encoding[i]).as("figure " + i).isCloseTo(expected[i], within(1e-4));
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> new SentenceEncoder(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("it needs config.json, tokenizer.json and model.safetensors");

        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"gemma3_text\"}");
        assertThatThrownBy(() -> new SentenceEncoder(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("gemma3_text");
    }

    private static double cosine(SentenceEncoder encoder, String a, String b) {
        float[] x = encoder.encode(a);
        float[] y = encoder.encode(b);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
