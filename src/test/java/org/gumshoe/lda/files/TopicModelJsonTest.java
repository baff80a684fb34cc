// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicModelJsonTest {
    private final TopicModel model = new TopicModel(
            7,
            2,
            new String[] {"clue", "ship"},
            new float[][] {{.1f, 3e-9f}, {123456.79f, 2}},
            new float[] {.3f, .7f},
            .05f,
            100,
            9,
            -7.25,
            List.of("crime"));

    @TempDir
    Path directory;

    @Test
    void roundTripsBitForBit() {
        Path file = directory.resolve("deeper/model.json");

        TopicModelJson.write(model, file);
        TopicModel read = TopicModelJson.read(file);

        assertThat(read.lambda()).isDeepEqualTo(model.lambda());
        assertThat(read.words()).isEqualTo(model.words());
        assertThat(read.alpha()).isEqualTo(model.alpha());
        assertThat(read.seededConcepts()).isEqualTo(model.seededConcepts());
        assertThat(List.of(read.version(), read.passages(), read.books())).containsExactly(7L, 100L, 9L);
        assertThat(read.eta()).isEqualTo(.05f);
        assertThat(read.bound()).isEqualTo(-7.25);
    }

    @Test
    void rejectsFilesThatAreNoTopicModel() throws IOException {
        assertRefused("{", "broken");
        assertRefused("{\"format\": \"other\"}", "format");
        assertRefused("{\"format\": \"gumshoe-lda\", \"formatVersion\": 2}", "format version 2");
        String text = Files.readString(written());
        assertRefused(text.replace("\"clue\",", ""), "shapes");
        assertRefused(text.replace("0.3,", ""), "shapes");
        assertRefused(text.replace("0.1,", "-0.1,"), "shapes");
        assertRefused(text.replace("0.1,", "1e39,"), "shapes");
        assertRefused(text.replace("0.3,", "\"NaN\","), "shapes");
        assertRefused(text.replace("0.05", "-0.05"), "shapes");
        assertRefused(text.replace("\"clue\"", "null"), "shapes");
        assertRefused(text.replace("\"clue\"", "\"ship\""), "shapes");
        assertRefused(text.replace("\"crime\"", "null"), "shapes");
        assertRefused(text.replace("\"crime\"", "\"a\",\"b\",\"c\""), "shapes");
        assertThatThrownBy(() -> TopicModelJson.read(directory.resolve("none.json")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("lda train");
    }

    private Path written() {
        Path file = directory.resolve("whole.json");
        TopicModelJson.write(model, file);
        return file;
    }

    private void assertRefused(String text, String why) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.json"), text);
        assertThatThrownBy(() -> TopicModelJson.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why);
    }

    @Test
    void writesTheFiveArgumentsOfPyLdaVis() throws IOException {
        Path file = directory.resolve("vis.json");

        PyLdaVis.write(
                model, List.of(BagOfWords.of(List.of("ship", "ship", "other")), BagOfWords.of(List.of("other"))), file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("vocab").get(1).asText()).isEqualTo("ship");
        assertThat(json.get("topic_term_dists").get(1).get(1).asDouble()).isCloseTo(1, within(1e-8));
        assertThat(json.get("doc_lengths").toString()).isEqualTo("[2]");
        assertThat(json.get("term_frequency").toString()).isEqualTo("[0.5,2.0]");
        JsonNode shares = json.get("doc_topic_dists").get(0);
        assertThat(shares.get(0).asDouble() + shares.get(1).asDouble()).isCloseTo(1, within(1e-6));
    }
}
