// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.corpus.LabelRule;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.experiment.results.ExperimentResults;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Test of the experiment on made-up books of two kinds with different words, read by two tiny
 * random models.
 */
class ExperimentTest {
    @TempDir
    Path directory;

    private final List<String> manifest = new ArrayList<>();

    @BeforeEach
    void writeBooks() throws IOException {
        manifest.addAll(MadeUpExperiment.writeBooks(directory));
    }

    @Test
    void findsAndScoresTheConceptAndSurvivesInterruption() {
        MadeUpExperiment.StepRecorder recorder = new MadeUpExperiment.StepRecorder();
        ExperimentResults results = Experiment.run(config("detective", null), recorder);

        assertThat(recorder.steps)
                .filteredOn(step -> step.startsWith("activations of "))
                .as("both models read")
                .hasSize(2);
        assertThat(results.setting().books()).isEqualTo(24);
        assertThat(results.setting().positives()).isEqualTo(8);
        assertThat(results.setting().unlabelled()).isEqualTo(1);
        assertThat(results.weakToStrong().arms().keySet())
                .containsExactly(
                        "lda",
                        "mean-difference",
                        "ridge-once",
                        "refined-weak",
                        "translated",
                        "refined-strong",
                        "cluster-intersection",
                        "ceiling");
        assertThat(results.weakToStrong().arms().get("lda").passageAuc().value())
                .isGreaterThan(.95);
        assertThat(results.weakToStrong()
                        .arms()
                        .get("refined-strong")
                        .passageAuc()
                        .value())
                .isGreaterThan(.9);
        assertThat(results.weakToStrong().arms().get("ceiling").bookAuc().value())
                .isGreaterThan(.95);
        assertThat(results.basin().starts())
                .filteredOn(s -> s.kind().equals("noise") && s.noise() == 0)
                .singleElement()
                .satisfies(s -> {
                    assertThat(s.cosineToClean()).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
                    // two random models need not agree
                    assertThat(s.reliability()).isGreaterThan(.9);
                    assertThat(s.correlation()).isGreaterThan(.8);
                });
        assertThat(results.basin().starts())
                .extracting(ExperimentResults.Start::kind)
                .contains("topic", "seeds", "clusters");
        assertThat(results.basin().starts())
                .filteredOn(s -> s.noise() == 1)
                .allSatisfy(s -> assertThat(s.startAuc()).isBetween(.2, .8));
        assertThat(results.data()).extracting(ExperimentResults.DataPoint::kind).contains("growth", "rare");
        assertThat(results.pointers())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p.refinedBookAuc()).isGreaterThan(.9));
        assertThat(results.layers())
                .filteredOn(ExperimentResults.LayerPair::chosen)
                .hasSize(1);

        MadeUpExperiment.StepRecorder later = new MadeUpExperiment.StepRecorder();
        ExperimentResults again = Experiment.run(config("detective", null), later);
        assertThat(again.weakToStrong()).isEqualTo(results.weakToStrong());
        assertThat(later.steps).as("no model reads again").noneMatch(step -> step.startsWith("activations of "));
    }

    @Test
    void fitsOnOneHalfOfTheAuthorsAndScoresTheOther() throws IOException {
        Path table = MadeUpExperiment.writeConcepts(directory);
        ExperimentConfig.Halves two = new ExperimentConfig.Halves(2, table, List.of(), null);
        MadeUpExperiment.StepRecorder recorder = new MadeUpExperiment.StepRecorder();

        ExperimentResults results = Experiment.run(
                MadeUpExperiment.config(directory, "detective", null, MadeUpExperiment.byTopics(), two, "halves"),
                recorder);

        assertThat(results.weakToStrong()).isNull();
        assertThat(results.halves().fits()).isEqualTo(4);
        assertThat(results.halves().concepts()).hasSize(2).allSatisfy(concept -> {
            assertThat(concept.fits()).as("halves that can be fitted").isPositive();
            assertThat(concept.arms().get("lda").passageAuc().value()).isGreaterThan(.9);
            assertThat(concept.arms().get("ceiling").bookAuc().value()).isGreaterThan(.9);
        });

        MadeUpExperiment.StepRecorder later = new MadeUpExperiment.StepRecorder();
        ExperimentResults again = Experiment.run(
                MadeUpExperiment.config(directory, "detective", null, MadeUpExperiment.byTopics(), two, "halves"),
                later);
        assertThat(again.halves()).isEqualTo(results.halves());
        assertThat(later.steps).as("no model reads again").noneMatch(step -> step.startsWith("activations of "));
    }

    @Test
    void aSubjectIsALabelToo() {
        assertThat(positives("mystery")).isEqualTo(8);
        assertThat(positives("Travel; mystery")).isEqualTo(8);
    }

    private long positives(String subject) {
        ExperimentConfig config = config("detective", subject);
        Corpus corpus = Corpus.read(
                config.books().directories(),
                config.books().manifests(),
                LabelRule.of(config.label(), config.subjectOrNull()));
        return corpus.positives();
    }

    @Test
    void badInputIsNamed() throws IOException {
        assertThatThrownBy(() -> Experiment.run(config("romance", null), new MadeUpExperiment.StepRecorder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no column romance");
        assertThatThrownBy(() -> Experiment.run(config("detective", "Travel"), new MadeUpExperiment.StepRecorder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 are labelled 1");
        Files.writeString(directory.resolve("manifest.tsv"), "title\tauthor\n");
        assertThatThrownBy(() -> Experiment.run(config("detective", null), new MadeUpExperiment.StepRecorder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no columns id and author");
        Files.write(directory.resolve("manifest.tsv"), List.of(manifest.get(0), manifest.get(1)));
        assertThatThrownBy(() -> Experiment.run(config("detective", null), new MadeUpExperiment.StepRecorder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("label them in the manifest");
    }

    @Test
    void theModelsAreAskedUnlessTheOptionsSayNo() {
        MadeUpExperiment.StepRecorder recorder = new MadeUpExperiment.StepRecorder();
        ExperimentConfig asking = config("detective", null, RefineOptions.of(null));

        ExperimentResults asked = Experiment.run(asking, recorder);
        ExperimentResults plain = Experiment.run(config("detective", null), recorder);

        assertThat(asked.weakToStrong().arms().keySet()).contains("words-weak", "words-strong", "topics-alone");
        assertThat(asked.weakToStrong().fromScratch().keySet())
                .containsExactlyInAnyOrderElementsOf(asked.weakToStrong().arms().keySet());
        Stream.of("lda", "ridge-once", "ceiling")
                .forEach(arm -> assertThat(passageAuc(asked, arm))
                        .as("%s knows no words", arm)
                        .isGreaterThan(.9));
        assertThat(passageAuc(asked, "topics-alone")).as("the ablation").isGreaterThan(.9);
        assertThat(passageAuc(asked, "words-strong"))
                .as("random models know no words")
                .isLessThan(.9);
        assertThat(passageAuc(asked, "refined-strong"))
                .as("and their words count")
                .isNotEqualTo(passageAuc(plain, "refined-strong"));
        assertThat(asked.basin().starts()).hasSameSizeAs(plain.basin().starts());
        assertThat(asked.data()).hasSameSizeAs(plain.data());
        assertThat(asked.pointers()).hasSameSizeAs(plain.pointers());
    }

    private static double passageAuc(ExperimentResults results, String arm) {
        return results.weakToStrong().arms().get(arm).passageAuc().value();
    }

    private ExperimentConfig config(String label, String subject) {
        return config(label, subject, MadeUpExperiment.byTopics());
    }

    private ExperimentConfig config(String label, String subject, RefineOptions refine) {
        return MadeUpExperiment.config(
                directory,
                label,
                subject,
                refine,
                ExperimentConfig.Halves.DEFAULT,
                "weak-to-strong",
                "basin",
                "data",
                "pointers");
    }
}
