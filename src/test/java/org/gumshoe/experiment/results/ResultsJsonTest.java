// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsJsonTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadBack() {
        ExperimentResults results = MadeUpResults.full();
        Path file = directory.resolve("new/results.json");
        ResultsJson.write(results, file);
        assertThat(ResultsJson.read(file)).isEqualTo(results);
    }

    @Test
    void partsThatWereNotRunComeBackAsNull() {
        Path file = directory.resolve("results.json");
        ResultsJson.write(MadeUpResults.empty(), file);
        assertThat(ResultsJson.read(file)).isEqualTo(MadeUpResults.empty());
    }

    @Test
    void unknownFiguresAreNullInTheFileAndNanInTheRecords() throws IOException {
        Path file = directory.resolve("results.json");
        ResultsJson.write(MadeUpResults.unknown(), file);
        JsonNode json = strict(file);
        assertThat(json.at("/weakToStrong/pgrAuc").isNull()).isTrue();
        assertThat(json.at("/seconds/all").isNull()).isTrue();
        assertThat(ResultsJson.read(file)).isEqualTo(MadeUpResults.unknown());
    }

    @Test
    void figuresAreArraysOfThreeEvenWithoutAnInterval() throws IOException {
        Path file = directory.resolve("results.json");
        Files.writeString(file, "{\"weakToStrong\":{\"arms\":{\"lda\":{\"passageAuc\":[0.75,null,null]}}}}");
        ExperimentResults.ArmScores lda =
                ResultsJson.read(file).weakToStrong().arms().get("lda");
        assertThat(lda.passageAuc()).isEqualTo(new ExperimentResults.Figure(.75, Double.NaN, Double.NaN));
        assertThat(lda.bookAuc()).isNull();
        assertThat(ResultsJson.read(file).weakToStrong().pgrAp()).as("absent").isNaN();

        ResultsJson.write(ResultsJson.read(file), file);
        assertThat(strict(file).at("/weakToStrong/arms/lda/passageAuc"))
                .isEqualTo(new ObjectMapper().readTree("[0.75,null,null]"));
    }

    @Test
    void fieldsStandInTheOrderOfTheRecords() throws IOException {
        Path file = directory.resolve("results.json");
        ResultsJson.write(MadeUpResults.full(), file);
        JsonNode json = strict(file);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "setting",
                        "weakToStrong",
                        "basin",
                        "data",
                        "pointers",
                        "halves",
                        "laws",
                        "layers",
                        "judges",
                        "steering",
                        "seconds",
                        "command",
                        "versions");
        assertThat(json.at("/weakToStrong/arms").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(MadeUpResults.ARMS);
        assertThat(json.at("/basin/starts/0").fieldNames())
                .toIterable()
                .startsWith("kind", "noise", "seed", "startAuc");
        assertThat(Files.readAllLines(file)).hasSizeGreaterThan(100);
    }

    @Test
    void otherFilesAreRefusedByName() throws IOException {
        Path file = directory.resolve("results.json");
        for (String content : List.of("", "null", "[1]", "{\"command\":", "{\"layers\":[{\"r2\":\"high\"}]}")) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> ResultsJson.read(file))
                    .as(content)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> ResultsJson.read(directory.resolve("none.json")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none.json");
    }

    /** By a parser that takes no NaN and nothing behind the document. */
    private static JsonNode strict(Path file) throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(Files.readString(file));
    }
}
