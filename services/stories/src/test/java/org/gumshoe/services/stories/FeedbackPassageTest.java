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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackPassageTest {
    private static final String TEXT = " He looked at the door. ";
    private final Map<String, SteeringVector> vectors = new HashMap<>();

    FeedbackPassageTest() {
        inForce("translated", false);
        inForce("refined", false);
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

    private Optional<Passage> ownText(StoryRequest.Builder story, int tokens) {
        return FeedbackPassage.of(PreparedStory.of(story.build(), "m", vectors).orElseThrow(), "m", TEXT, tokens);
    }

    @Test
    void anUnsteeredStoryIsOneOfNoConcept() {
        Passage own = ownText(story("unsteered"), 40).orElseThrow();

        assertThat(own.getBook()).isEqualTo("own~s1");
        assertThat(own.getText()).isEqualTo("He looked at the door.");
        assertThat(own.getOwn()).isTrue();
        assertThat(own.getWriter()).isEqualTo("m");
        assertThat(own.getSteered()).isEmpty();
        assertThat(own.getSampled()).isFalse();
        assertThat(ownText(story("unsteered"), 39)).as("too short").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refined", "steered"})
    void whatTheRefinedVectorSteeredBearsItsConcept(String arm) {
        Passage own = ownText(story(arm), 40).orElseThrow();

        assertThat(own.getSteered()).isEqualTo("crime");
        assertThat(own)
                .as("an own text like an unsteered one otherwise")
                .isEqualTo(Passage.newBuilder(ownText(story("unsteered"), 40).orElseThrow())
                        .setSteered("crime")
                        .build());
        assertThat(ownText(story(arm), 39)).as("too short").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt", "random", "translated"})
    void otherArmsAreNone(String arm) {
        assertThat(ownText(story(arm), 60)).isEmpty();
    }

    @Test
    void otherStrengthsAndFewerLayersAreNone() {
        assertThat(ownText(story("refined").setStrength(.2), 60)).isEmpty();
        assertThat(ownText(story("refined").setLayers(List.of(2)), 60)).isEmpty();
    }

    @Test
    void aVectorThatHasDivergedOrIsNotTheRefinedOneTellsNothing() {
        inForce("refined", true);
        assertThat(ownText(story("refined"), 60)).isEmpty();

        vectors.remove("crime|strong|refined");
        assertThat(ownText(story("steered"), 60)).as("translated").isEmpty();
    }
}
