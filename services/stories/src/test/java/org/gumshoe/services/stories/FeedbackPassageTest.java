// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.records.KeptVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackPassageTest {
    private static final String TEXT = " He looked at the door. ";
    private final Map<String, SteeringVector> vectors = new HashMap<>();

    FeedbackPassageTest() {
        inForce("translated", false);
        inForce("refined", false);
        inForce("class-contrast", false);
        inForce("seed-words", false);
    }

    private void inForce(String kind, boolean diverged) {
        LayerDirection layer = LayerDirection.newBuilder()
                .setLayer(2)
                .setDirection(List.of(1f, 0f))
                .setStrength(.3)
                .setTypicalNorm(5)
                .setNorm(1)
                .build();
        vectors.put(
                "crime|strong|" + kind,
                SteeringVector.newBuilder()
                        .setConcept("crime")
                        .setRole("strong")
                        .setModel("m")
                        .setKind(kind)
                        .setVersion(3)
                        .setLayers(List.of(layer))
                        .setModelVersion(1)
                        .setPassages(9)
                        .setBooks(9)
                        .setDiverged(diverged)
                        .setCauses(List.of())
                        .build());
    }

    private static StoryRequest.Builder story(String arm) {
        return StoryRequest.newBuilder()
                .setStory("s1")
                .setConcept("crime")
                .setPrompt("It rained.")
                .setArm(arm)
                .setSeed(1)
                .setTokens(60);
    }

    private Optional<Passage> feedback(StoryRequest.Builder story, int tokens) {
        return FeedbackPassage.of(
                PreparedStory.of(story.build(), "m", vectors, new KeptVectors()).orElseThrow(),
                "m",
                TEXT,
                tokens,
                -2.5 * tokens);
    }

    @Test
    void anUnsteeredStoryIsOneOfNoConcept() {
        Passage passage = feedback(story("unsteered"), 40).orElseThrow();

        assertThat(passage.getBook()).isEqualTo("own~s1");
        assertThat(passage.getText()).isEqualTo("He looked at the door.");
        assertThat(passage.getOwn()).isTrue();
        assertThat(passage.getWriter()).isEqualTo("m");
        assertThat(passage.getSteered()).isEmpty();
        assertThat(passage.getDirection()).isEmpty();
        assertThat(passage.getSurprise()).isEqualTo(2.5);
        assertThat(passage.getSampled()).isFalse();
        assertThat(feedback(story("unsteered"), 39)).as("too short").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refined", "steered"})
    void whatTheRefinedVectorSteeredBearsItsConcept(String arm) {
        Passage passage = feedback(story(arm), 40).orElseThrow();

        assertThat(passage.getSteered()).isEqualTo("crime");
        assertThat(passage)
                .as("equal to an unsteered one otherwise")
                .isEqualTo(Passage.newBuilder(feedback(story("unsteered"), 40).orElseThrow())
                        .setSteered("crime")
                        .build());
        assertThat(feedback(story(arm), 39)).as("too short").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"class-contrast", "seed-words"})
    void whatASingleDirectionSteeredNamesIt(String arm) {
        Passage passage = feedback(story(arm), 40).orElseThrow();

        assertThat(passage.getSteered()).isEqualTo("crime");
        assertThat(passage.getDirection()).isEqualTo(arm);
        assertThat(feedback(story(arm).setStrength(.1), 40)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "random", "translated"})
    void otherArmsAreNone(String arm) {
        assertThat(feedback(story(arm), 60)).isEmpty();
    }

    @Test
    void otherStrengthsAndFewerLayersAreNone() {
        assertThat(feedback(story("refined").setStrength(.2), 60)).isEmpty();
        assertThat(feedback(story("refined").setLayers(List.of(2)), 60)).isEmpty();
    }

    @Test
    void whatIsSampledOtherwiseOrTriedByPeopleIsNone() {
        assertThat(feedback(story("unsteered").setTemperature(.5), 60)).isEmpty();
        assertThat(feedback(story("unsteered").setTopP(.5), 60)).isEmpty();
        assertThat(feedback(story("unsteered").setDetails(true), 60)).isEmpty();
        assertThat(feedback(story("refined").setVersion(3L), 60)).isEmpty();
    }

    @Test
    void aVectorThatHasDivergedOrIsNotTheRefinedOneTellsNothing() {
        inForce("refined", true);
        assertThat(feedback(story("refined"), 60)).isEmpty();

        vectors.remove("crime|strong|refined");
        assertThat(feedback(story("steered"), 60)).as("translated").isEmpty();
    }
}
