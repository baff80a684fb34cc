// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordBoundsTest {
    @BeforeAll
    static void trustTheSchemas() {
        PublishedSchemas.writers(SteeringVector.class);
    }

    private static StoryRequest.Builder request() {
        return StoryRequest.newBuilder()
                .setStory("s1")
                .setConcept("detective")
                .setPrompt("It was")
                .setArm("refined")
                .setSeed(-1)
                .setTokens(20);
    }

    private static void refuses(StoryRequest request, String... words) {
        assertThatThrownBy(() -> RecordBounds.check(request))
                .isInstanceOf(OutOfBoundsException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void whatFitsPasses() {
        assertThatCode(() -> RecordBounds.check(request().build())).doesNotThrowAnyException();
        assertThatCode(() -> RecordBounds.check(
                        request().setStrength(.5).setLayers(List.of(1, 2)).build()))
                .doesNotThrowAnyException();
    }

    @Test
    void textsAreBoundedInLengthAndForm() {
        refuses(request().setConcept("x".repeat(600_000)).build(), "concept of a StoryRequest", "600000", "100");
        refuses(request().setStory("a|b").build(), "story", "form");
        refuses(request().setRole("teacher").build(), "role", "weak|strong");
    }

    @Test
    void charactersAreCodePointsAsInKeys() {
        String pairs = "\ud83d\ude00".repeat(300);
        assertThatCode(() -> RecordBounds.check(request().setStory(pairs).build()))
                .doesNotThrowAnyException();
        refuses(request().setStory(pairs + "x").build(), "story", "301 characters");
    }

    @Test
    void listsThatBelongTogetherHaveOneSize() {
        RefinedScore score = new RefinedScore(
                "crime", "strong", "b", 1L, 1, false, 0., 0., 0., List.of(0, 1), List.of(.1f), List.of(.1f, .2f));
        assertThatThrownBy(() -> RecordBounds.check(score))
                .hasMessage("Field passagesLda of a RefinedScore has 1 items; by indices it must have 2.");
        score.setPassagesLda(List.of(.1f, .2f));
        assertThatCode(() -> RecordBounds.check(score)).doesNotThrowAnyException();
    }

    @Test
    void anAnnouncedModelIsReadSomewhereAndLiesAtAPath() {
        ModelAnnouncement model =
                new ModelAnnouncement("weak", "m", "/m", "0", "llama", 1, 1, List.of(1), List.of(), 1L);
        assertThatCode(() -> RecordBounds.check(model)).doesNotThrowAnyException();
        model.setReadLayers(List.of());
        assertThatThrownBy(() -> RecordBounds.check(model)).hasMessageContainingAll("readLayers", "0 items");
        model.setReadLayers(List.of(1));
        model.setLocation("/m\0");
        assertThatThrownBy(() -> RecordBounds.check(model)).hasMessageContaining("location");
    }

    @Test
    void aWordStateIsAsWideAsItsModelOrEmpty() {
        Activation.Builder activation = Activation.newBuilder()
                .setBook("b")
                .setIndex(0)
                .setRole("weak")
                .setModel("m")
                .setWidth(2)
                .setTokens(1)
                .setLayers(List.of(1))
                .setPooled(List.of(ByteBuffer.allocate(4)));
        for (int bytes : new int[] {0, 4}) {
            Activation sound =
                    activation.setWordState(ByteBuffer.allocate(bytes)).build();
            assertThatCode(() -> RecordBounds.check(sound)).doesNotThrowAnyException();
        }
        byte[] infinite = {0, 0x7c, 0, 0};
        for (byte[] wrong : List.of(new byte[2], new byte[8], infinite)) {
            Activation broken = activation.setWordState(ByteBuffer.wrap(wrong)).build();
            assertThatThrownBy(() -> RecordBounds.check(broken)).hasMessageContaining("b#0 by the weak model");
        }
    }

    @Test
    void aReadOutHasWordsAndFiniteValues() {
        WordReadOut readOut = new WordReadOut("crime", "weak", "m", List.of("clue"), List.of(1f));
        assertThatCode(() -> RecordBounds.check(readOut)).doesNotThrowAnyException();
        readOut.setValues(List.of(Float.NaN));
        assertThatThrownBy(() -> RecordBounds.check(readOut)).hasMessageContainingAll("values", "NaN");
        readOut.setWords(List.of());
        assertThatThrownBy(() -> RecordBounds.check(readOut)).hasMessageContainingAll("words", "0 items");
    }

    @Test
    void numbersAreFiniteAndInRange() {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e9}) {
            refuses(request().setStrength(wrong).build(), "strength", Double.toString(wrong));
        }
        refuses(request().setTokens(0).build(), "tokens", "between 1 and 10000");
        refuses(request().setLayers(List.of(3, -1)).build(), "layers", "-1");
    }

    @Test
    void arraysMapsAndNestedRecordsAreBounded() {
        refuses(request().setLayers(Collections.nCopies(513, 1)).build(), "layers", "513 items");
        LayerDirection layer = new LayerDirection(1, List.of(1f, Float.NaN), 1., 1., 1., null);
        SteeringVector.Builder vector = SteeringVector.newBuilder()
                .setConcept("detective")
                .setRole("strong")
                .setModel("m")
                .setKind("refined")
                .setVersion(1)
                .setModelVersion(1)
                .setPassages(1)
                .setBooks(1);
        assertThatThrownBy(() -> RecordBounds.check(vector.setLayers(List.of()).build()))
                .hasMessageContaining("layers of a SteeringVector has 0 items");
        assertThatThrownBy(() ->
                        RecordBounds.check(vector.setLayers(List.of(layer)).build()))
                .hasMessageContaining("direction of a LayerDirection holds a value that is NaN");
        Assignment assignment =
                new Assignment("b", 0, 1L, List.of(1f), Map.of("detective", Float.NaN), Map.of(), Map.of());
        assertThatThrownBy(() -> RecordBounds.check(assignment)).hasMessageContaining("concepts of an Assignment");
    }

    @Test
    void theNamesInAMapAreBounded() {
        for (String name : List.of("", "x".repeat(101), "a\u001b[2J", "a\nb")) {
            Assignment assignment = new Assignment("b", 0, 1L, List.of(1f), Map.of(name, .5f), Map.of(), Map.of());
            assertThatThrownBy(() -> RecordBounds.check(assignment))
                    .hasMessageContaining("Field concepts of an Assignment holds a name that");
        }
    }

    @Test
    void anArrayHasAsManyItemsAsAnotherFieldSays() {
        TopicModelManifest.Builder model = TopicModelManifest.newBuilder()
                .setVersion(1)
                .setTopics(2)
                .setWords(0)
                .setAlpha(List.of(.5f, .5f))
                .setEta(.5f)
                .setPassages(1)
                .setBooks(1)
                .setPerWordBound(0)
                .setMilestone(true);
        assertThatCode(() -> RecordBounds.check(model.build())).doesNotThrowAnyException();
        assertThatThrownBy(() -> RecordBounds.check(model.setAlpha(List.of()).build()))
                .hasMessageContainingAll("alpha", "0 items", "topics", "2");
        assertThatThrownBy(() ->
                        RecordBounds.check(model.setAlpha(List.of(.5f, -1f)).build()))
                .hasMessageContainingAll("alpha", "-1.0", "above 0");
        assertThatThrownBy(() -> RecordBounds.check(new TopicModelRow(1L, List.of(0f))))
                .hasMessageContainingAll("lambda", "above 0");
        StitchManifest map =
                new StitchManifest(1L, "w", "s", 1, List.of(2, 3), 1, 1, 1L, 1L, .1, List.of(.1), List.of(.1, .1));
        assertThatThrownBy(() -> RecordBounds.check(map)).hasMessageContainingAll("r2", "1 items", "strongLayers", "2");
    }

    /** Denormal numbers are numbers; what they do is the readers' affair. */
    @Test
    void denormalNumbersPass() {
        assertThatCode(() -> RecordBounds.check(request()
                        .setTemperature(Double.MIN_VALUE)
                        .setTopP(1e-310)
                        .build()))
                .doesNotThrowAnyException();
    }
}
