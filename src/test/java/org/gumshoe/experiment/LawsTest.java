// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.report.HtmlReport;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.experiment.results.ResultsJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of the part "laws" from books to plots. */
class LawsTest {
    @TempDir
    Path directory;

    @Test
    void measuresTheLaws() throws IOException {
        MadeUpExperiment.writeBooks(directory);
        Path table = MadeUpExperiment.writeConcepts(directory);
        ExperimentConfig.Halves concepts = new ExperimentConfig.Halves(1, table, List.of(), 2);

        ExperimentResults results = Experiment.run(
                MadeUpExperiment.config(directory, "detective", null, MadeUpExperiment.byTopics(), concepts, "laws"),
                new MadeUpExperiment.StepRecorder());
        LawsResults laws = results.laws();

        assertThat(laws.books()).isEqualTo(24);
        assertThat(laws.precision().curves())
                .filteredOn(c -> c.concept().equals("mean") && c.arm().equals("lda"))
                .singleElement()
                .satisfies(c -> assertThat(c.points().getLast().auc().value()).isGreaterThan(.9));
        assertThat(laws.warranty().radius()).containsKey(24);
        assertThat(laws.warranty().alarms()).containsKeys("odds among attractors", "null: odds of a random run");
        assertThat(laws.warranty().nulls().keySet())
                .contains("no noise", "reshuffled", "a normal number for each score");
        assertThat(laws.warranty().nulls().get("no noise").home().value()).isEqualTo(1);
        assertThat(laws.maps().unpaired().keySet())
                .contains("paired, the same books", "unpaired, matched clusters", "null: shuffled pairs");
        assertThat(laws.maps().chains()).containsKeys("direct", "null: through noise");
        assertThat(laws.maps().stories().keySet())
                .contains("paired, the same books", "null: shuffled pairs", "null: a random direction");
        assertThat(laws.portability().stories().keySet()).containsExactly("words", "probe");
        assertThat(laws.portability().topics())
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.storiesByWords().own()).isFinite());
        assertThat(laws.portability().ranks())
                .extracting(LawsResults.Rank::other)
                .contains("stories, by words", "stories, by probe");
        assertThat(laws.combinations().negatives()).hasSize(2);
        assertThat(laws.strawman().plane()).isNotEmpty();
        assertThat(laws.strawman().precision().get("lda").getFirst().value())
                .isGreaterThan(laws.strawman().share());

        Path json = directory.resolve("results.json");
        ResultsJson.write(results, json);
        ExperimentResults read = ResultsJson.read(json);
        HtmlReport.write(read, directory.resolve("report.html"));
        HtmlReport.writePlots(read, directory);
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("8. Laws", "The opposite of each concept", "Stories through maps");
        assertThat(Files.readString(directory.resolve("strawman.svg")))
                .startsWith("<svg")
                .contains("<ellipse", "refined concept")
                .doesNotContain("NaN");
        assertThat(directory.resolve("laws-precision.svg")).isNotEmptyFile();
    }
}
