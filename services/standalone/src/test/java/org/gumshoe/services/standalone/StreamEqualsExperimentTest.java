// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.StoryArms;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.activations.ActivationsService;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.services.stories.StoryControlReader;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchFit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same forty books through the topologies and through the experiment. */
class StreamEqualsExperimentTest {
    private static final double TOLERANCE = 1e-6;

    /** The same books both ways. */
    private record Run(
            boolean asked,
            FortyBooks books,
            FortyBooks.Streamed stream,
            StitchedLayers layers,
            StitchedLayers.Concept concept) {
        static Run of(boolean asked) {
            FortyBooks books = new FortyBooks(asked);
            StitchedLayers layers =
                    StitchedLayers.of(books.activations(), FortyBooks.WEAK_LAYER, FortyBooks.REFINED_LAYER);
            return new Run(asked, books, books.stream(), layers, layers.refine(books.pointer()));
        }

        @Override
        public String toString() {
            return asked ? "asked for words" : "by topics alone";
        }
    }

    private static final List<Run> RUNS = List.of(Run.of(false), Run.of(true));

    static List<Run> runs() {
        return RUNS;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theMapIsTheSame(Run run) {
        StitchFit fit = run.layers.stitch();
        StitchManifest manifest = run.stream.manifest();
        int l = manifest.getStrongLayers().indexOf(FortyBooks.REFINED_LAYER);

        assertThat(manifest.getPairs()).isEqualTo(fit.pairs());
        assertThat(manifest.getHeldOutPairs()).isEqualTo(fit.heldOutPairs()).isPositive();
        assertThat(manifest.getR2().get(l)).isCloseTo(fit.r2()[0], within(TOLERANCE));
        float[][] w = fit.maps().getFirst().w();
        for (int row = 0; row < w.length; row++) {
            assertThat(run.stream.mapRow(FortyBooks.REFINED_LAYER, row)).containsExactly(w[row], within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theRefinedBooksAreTheSame(Run run) {
        Map<String, Map<String, Double>> byRole = new HashMap<>();
        for (RefinedScore row : run.stream.scores().values()) {
            byRole.computeIfAbsent(row.getRole(), r -> new HashMap<>()).put(row.getBook(), row.getResponsibility());
        }

        assertClose(byRole.get("weak"), run.concept.weak().responsibilities());
        assertClose(byRole.get("strong"), run.concept.strong().responsibilities());
        Map<String, Double> diagnosis = run.stream.vector("strong", "refined").getDiagnosis();
        assertThat(diagnosis.get("agreement")).isCloseTo(run.concept.agreement(), within(TOLERANCE));
        if (run.asked) {
            assertThat(diagnosis.get("words")).isEqualTo(1);
            assertThat(diagnosis.get("ldaShare"))
                    .isCloseTo(run.concept.strong().ldaShare(), within(TOLERANCE))
                    .isBetween(.1, .9);
        } else {
            assertThat(diagnosis).doesNotContainKeys("words", "ldaShare");
        }
    }

    private static void assertClose(Map<String, Double> streamed, Map<String, Double> expected) {
        assertThat(streamed).hasSize(FortyBooks.BOOKS).containsOnlyKeys(expected.keySet());
        expected.forEach((book, responsibility) ->
                assertThat(streamed.get(book)).as(book).isCloseTo(responsibility, within(TOLERANCE)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void thePassagesHaveTheSameScores(Run run) {
        ConceptPointer pointer = run.books.pointer();
        assertPassages(run, "weak", run.layers.weak(), run.concept.weak(), pointer.weak());
        assertPassages(run, "strong", run.layers.strong(), run.concept.strong(), pointer.strong());
    }

    private static void assertPassages(
            Run run, String role, LayerDataset data, Refinement.Result refined, ConceptPointer.InModel pointer) {
        PassageScorer scorer = data.scorer(refined, pointer);
        float[][] rows = run.books.rows(role);
        List<Corpus.Sampled> passages = run.books.passages();
        for (int i = 0; i < pointer.z().length; i++) {
            String book = passages.get(i).book().id();
            RefinedScore row = run.stream.scores().get(new RefinedScoreKey("crime", role, book).format());
            int at = row.getIndices().indexOf(passages.get(i).index());
            assertThat(row.getPassages().get(at))
                    .as(book)
                    .isCloseTo(
                            (float) scorer.score(
                                    book, rows[i], pointer.z()[i], pointer.words(i), pointer.otherWords(i)),
                            within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theDirectionsAreTheSame(Run run) {
        StitchedLayers.Concept concept = run.concept;
        assertDirection(run.stream.vector("strong", "translated"), concept.translated());
        // the stream's mixture is set to the class contrast alone
        assertDirection(
                run.stream.vector("strong", "refined"),
                run.layers.strong().classContrast(concept.strong().responsibilities()));
        assertDirection(
                run.stream.vector("weak", "refined"),
                run.layers.weak().classContrast(concept.weak().responsibilities()));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void storiesAreChosenByTheSameReadOuts(Run run) {
        StoryScore streamed =
                StoryControlReader.score(run.stream.vector("strong", "refined").getControl());
        StoryScore expected = run.layers
                .strong()
                .storyScore(run.concept.strong(), run.books.pointer().strong().z(), run.books.ownTexts());

        assertThat(streamed.likelihood()).isEqualTo(expected.likelihood()).isFalse();
        assertThat(streamed.readOuts()).hasSize(2);
        assertReadOut(streamed.readOuts().getFirst(), expected.readOuts().getFirst(), 1e-5);
        // by the same texts in another order the regression ends within its tolerance
        assertReadOut(streamed.readOuts().getLast(), expected.readOuts().getLast(), 1e-3);
    }

    private static void assertReadOut(ReadOut streamed, ReadOut expected, double tolerance) {
        assertThat(streamed.layer()).isEqualTo(expected.layer());
        assertThat(streamed.weights()).containsExactly(expected.weights(), within((float) tolerance));
        assertThat(streamed.mean()).isCloseTo(expected.mean(), within(tolerance));
        assertThat(streamed.deviation()).isCloseTo(expected.deviation(), within(tolerance));
        assertThat(streamed.target()).isCloseTo(expected.target(), within(tolerance));
    }

    private static void assertDirection(SteeringVector vector, Direction expected) {
        var layer = vector.getLayers().stream()
                .filter(l -> l.getLayer() == expected.layer())
                .findFirst()
                .orElseThrow();
        assertThat(FloatLists.array(layer.getDirection())).containsExactly(expected.unit(), within(1e-6f));
        assertThat(layer.getTypicalNorm()).isCloseTo(expected.typicalNorm(), within(1e-5));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theConceptIsFoundAtAll(Run run) {
        double inside = run.books.meanOf(run.concept.strong().responsibilities(), true);
        double outside = run.books.meanOf(run.concept.strong().responsibilities(), false);

        assertThat(inside).as("or equal results would say little").isGreaterThan(outside + .4);
    }

    @Test
    void theWordsMakeADifference() {
        assertThat(RUNS.getLast().concept.strong().responsibilities())
                .isNotEqualTo(RUNS.getFirst().concept.strong().responsibilities());
    }

    static Stream<Arguments> sharedChoices() {
        Settings settings = Settings.from(Map.of(), Map.of());
        StoryRequest request = StoryRequest.newBuilder()
                .setStory("s")
                .setConcept("ghost")
                .setPrompt("It rained.")
                .setArm("prompt")
                .setSeed(1)
                .setTokens(9)
                .build();
        ReadSpec inStream = ActivationsService.readSpec(settings);
        ReadSpec inExperiment = experiment().readSpec();
        return Stream.of(
                Arguments.of("tokens of a passage", inStream.tokens(), inExperiment.tokens()),
                Arguments.of("positions of the attention sink", inStream.sink(), inExperiment.sink()),
                Arguments.of("temperature", request.getTemperature(), StoryArms.TEMPERATURE),
                Arguments.of("nucleus", request.getTopP(), StoryArms.TOP_P),
                Arguments.of("prefix of the prompt arm", "A ghost story. ", StoryArms.prefix(StoryArm.PROMPT, "ghost")),
                Arguments.of("prefix of other arms", "", StoryArms.prefix(StoryArm.REFINED, "ghost")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sharedChoices")
    void streamAndExperimentChooseAlike(String what, Object inStream, Object inExperiment) {
        assertThat(inStream).as(what).isEqualTo(inExperiment);
    }

    private static ExperimentConfig experiment() {
        return new ExperimentConfig(
                null,
                null,
                "detective",
                null,
                "ghost",
                List.of("ghost"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ExperimentConfig.Size.QUICK,
                ExperimentConfig.Halves.DEFAULT,
                List.of(),
                ExperimentConfig.PARTS,
                "");
    }
}
