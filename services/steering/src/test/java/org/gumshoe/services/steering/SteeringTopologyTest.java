// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.Test;

class SteeringTopologyTest extends ShelfFixture {
    private void assertAreComputedDirectly(Map<String, SteeringVector> vectors, Double prevalence) {
        var r = responsibilities(prevalence);
        List<Direction> weak = Directions.between(sums("weak", "w"), r, WEAK);
        List<Direction> strong = Directions.between(sums("strong", "s"), r, STRONG);
        List<StitchMap> maps = List.of(new StitchMap(2, 4, W4, new float[2]), new StitchMap(2, 5, W5, new float[2]));
        assertIs(vectors.get("crime|weak|native"), weak);
        assertIs(vectors.get("crime|strong|native"), strong);
        assertIs(
                vectors.get("crime|strong|translated"),
                List.of(
                        weak.getFirst().through(maps.get(0), strong.get(0).typicalNorm()),
                        weak.getFirst().through(maps.get(1), strong.get(1).typicalNorm())));
    }

    @Test
    void vectorsAreWhatADirectComputationGives() {
        sendShelf();
        publishMap("s", W4);

        var vectors = settled();

        assertThat(vectors)
                .containsOnlyKeys(
                        "crime|weak|native",
                        "crime|weak|refined",
                        "crime|strong|native",
                        "crime|strong|refined",
                        "crime|strong|translated",
                        "crime|strong|shuffled");
        assertAreComputedDirectly(vectors, null);
        var translated = vectors.get("crime|strong|translated");
        assertThat(translated.getModel()).isEqualTo("s");
        assertThat(translated.getModelVersion()).isEqualTo(7);
        assertThat(translated.getStitchVersion()).isEqualTo(40);
        assertThat(translated.getPassages()).isEqualTo((long) BOOKS * EACH);
        assertThat(translated.getBooks()).isEqualTo(BOOKS);
        assertThat(vectors.get("crime|strong|native").getStitchVersion()).isZero();
        assertThat(vectors.get("crime|strong|native").getLayers())
                .allSatisfy(layer -> assertThat(layer.getCosineToNative()).isNull());
    }

    @Test
    void cosinesAreOfBooksThatTheMapDidNotSee() {
        sendShelf();
        publishMap("s", W4);

        var translated = settled().get("crime|strong|translated");

        var r = responsibilities(null);
        List<BookSums> weak = sums("weak", "w").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        List<BookSums> strong = sums("strong", "s").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        assertThat(strong).hasSizeBetween(2, BOOKS - 2);
        Direction own = Directions.between(strong, r, STRONG).getFirst();
        Direction through = Directions.between(weak, r, WEAK)
                .getFirst()
                .through(new StitchMap(2, 4, W4, new float[2]), own.typicalNorm());
        double expected =
                Cosine.standardised(through.unit(), own.unit(), Directions.standardDeviation(sums("strong", "s"), 4));
        assertThat(translated.getLayers().getFirst().getCosineToNative()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aReplacedAssignmentCountsAsIfItHadBeenThereFromTheStart() {
        sendShelf();
        publishMap("s", W4);
        var before = settled();

        for (int i = 0; i < EACH; i++) assign(1, i, .6);
        var after = settled();

        assertAreComputedDirectly(after, null);
        var vector = after.get("crime|strong|native");
        assertThat(vector.getVersion())
                .isEqualTo(before.get("crime|strong|native").getVersion() + 1);
        assertThat(vector.getCosineToPrevious())
                .isCloseTo(Publisher.cosine(vector, before.get("crime|strong|native")), within(1e-12))
                .isLessThan(.9999);
        assign(1, 0, .6);
        assertThat(settled()).as("nothing has changed").isEmpty();
    }

    @Test
    void removedPassagesAndBooksLeaveNoTrace() {
        sendShelf();
        publishMap("s", W4);
        settled();

        remove(4, 1);
        for (int i = 0; i < EACH; i++) remove(2, i);

        var vectors = settled();
        assertAreComputedDirectly(vectors, null);
        assertThat(vectors.get("crime|weak|native").getBooks()).isEqualTo(BOOKS - 1);
        assertThat(vectors.get("crime|weak|native").getPassages()).isEqualTo(BOOKS * EACH - 4L);
    }

    @Test
    void anExpectedPrevalenceIsTaken() {
        concepts.pipeInput("crime", new Concept("crime", List.of("murder"), null, .25, 0.0));
        sendShelf();
        publishMap("s", W4);

        assertAreComputedDirectly(settled(), .25);
    }

    @Test
    void withoutAMapAndWithoutBooksToJudgeByThereAreStillVectors() {
        sendShelf();
        assertThat(settled())
                .containsOnlyKeys(
                        "crime|weak|native", "crime|weak|refined", "crime|strong|native", "crime|strong|refined");
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH && Pairing.heldOut("book" + book); i++) remove(book, i);
        }
        publishMap("s", W4);

        var translated = settled().get("crime|strong|translated");

        assertThat(translated.getStitchVersion()).isEqualTo(40);
        assertThat(translated.getLayers())
                .allSatisfy(layer -> assertThat(layer.getCosineToNative()).isNull());
    }

    @Test
    void aMapOfOtherModelsIsNotUsedAndAnotherModelTakesOverWhenItHasReadMostBooks() {
        sendShelf();
        publishMap("other", W4);
        assertThat(settled())
                .containsOnlyKeys(
                        "crime|weak|native", "crime|weak|refined", "crime|strong|native", "crime|strong|refined");

        for (int book = 0; book < 4; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        assertThat(settled().get("crime|strong|native").getModel()).isEqualTo("s");
        for (int book = 4; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }

        var vectors = settled();
        assertIs(
                vectors.get("crime|strong|native"),
                Directions.between(sums("strong", "other"), responsibilities(null), STRONG));
        assertThat(vectors.get("crime|strong|translated").getModel()).isEqualTo("other");
    }

    @Test
    void numbersThatAreNoneBecomeDeadLettersAndTheVectorsStayWhatTheyAre() {
        sendShelf();
        publishMap("s", W4);
        Activation broken = activation(0, 0, "weak", "w");
        broken.setPooled(List.of(HalfPrecision.encode(new float[] {1, Float.NaN, 0})));
        activations.pipeInput(passage(0, 0) + "|weak", broken);
        assignments.pipeInput(
                passage(0, 0),
                new Assignment("book0", 0, 7L, List.of(.5f, .5f), Map.of("crime", Float.NaN), Map.of("crime", 1)));

        assertAreComputedDirectly(settled(), null);
        assertThat(deadLetters.readValuesToList()).hasSize(2);
    }
}
