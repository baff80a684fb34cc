// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import org.gumshoe.steer.Direction;
import org.gumshoe.stitch.StitchFit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same forty books through the topologies and through the experiment. */
class StreamEqualsExperimentTest {
    private static final double TOLERANCE = 1e-6;

    private static FortyBooks books;
    private static FortyBooks.Streamed stream;
    private static StitchedLayers layers;
    private static StitchedLayers.Concept concept;

    @BeforeAll
    static void runBoth() {
        books = new FortyBooks();
        stream = books.stream();
        layers = StitchedLayers.of(books.activations(), FortyBooks.WEAK_LAYER, FortyBooks.REFINED_LAYER);
        concept = layers.refine(books.scores());
    }

    @Test
    void theMapIsTheSame() {
        StitchFit fit = layers.stitch();
        StitchManifest manifest = stream.manifest();
        int l = manifest.getStrongLayers().indexOf(FortyBooks.REFINED_LAYER);

        assertThat(manifest.getPairs()).isEqualTo(fit.pairs());
        assertThat(manifest.getHeldOutPairs()).isEqualTo(fit.heldOutPairs()).isPositive();
        assertThat(manifest.getR2().get(l)).isCloseTo(fit.r2()[0], within(TOLERANCE));
        float[][] w = fit.maps().getFirst().w();
        for (int row = 0; row < w.length; row++) {
            assertThat(stream.mapRow(FortyBooks.REFINED_LAYER, row)).containsExactly(w[row], within(1e-6f));
        }
    }

    @Test
    void theRefinedBooksAreTheSame() {
        Map<String, Map<String, Double>> byRole = new HashMap<>();
        for (RefinedScore row : stream.scores().values()) {
            byRole.computeIfAbsent(row.getRole(), r -> new HashMap<>()).put(row.getBook(), row.getResponsibility());
        }

        assertClose(byRole.get("weak"), concept.weak().responsibilities());
        assertClose(byRole.get("strong"), concept.strong().responsibilities());
        assertThat(stream.vector("strong", "refined").getDiagnosis().get("agreement"))
                .isCloseTo(concept.agreement(), within(TOLERANCE));
    }

    private static void assertClose(Map<String, Double> streamed, Map<String, Double> expected) {
        assertThat(streamed).hasSize(FortyBooks.BOOKS).containsOnlyKeys(expected.keySet());
        expected.forEach((book, responsibility) ->
                assertThat(streamed.get(book)).as(book).isCloseTo(responsibility, within(TOLERANCE)));
    }

    @Test
    void theDirectionsAreTheSame() {
        assertDirection(stream.vector("strong", "translated"), concept.translated());
        // the stream's mixture is set to the class contrast alone
        assertDirection(
                stream.vector("strong", "refined"),
                layers.strong().classContrast(concept.strong().responsibilities()));
        assertDirection(
                stream.vector("weak", "refined"),
                layers.weak().classContrast(concept.weak().responsibilities()));
    }

    private static void assertDirection(SteeringVector vector, Direction expected) {
        var layer = vector.getLayers().stream()
                .filter(l -> l.getLayer() == expected.layer())
                .findFirst()
                .orElseThrow();
        assertThat(FloatLists.array(layer.getDirection())).containsExactly(expected.unit(), within(1e-6f));
        assertThat(layer.getTypicalNorm()).isCloseTo(expected.typicalNorm(), within(1e-5));
    }

    @Test
    void theConceptIsFoundAtAll() {
        double inside = books.meanOf(concept.strong().responsibilities(), true);
        double outside = books.meanOf(concept.strong().responsibilities(), false);

        assertThat(inside).as("or equal results would say little").isGreaterThan(outside + .4);
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
                ExperimentConfig.PARTS,
                "");
    }
}
