// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.steering.books.SumCause;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.Test;

class SteeringTopologyTest extends SixteenBooksFixture {
    private void assertAreComputedDirectly(Map<String, SteeringVector> vectors, Double prevalence) {
        var r = responsibilities(prevalence);
        List<Direction> weak = Directions.classContrast(sums("weak", "w"), r, WEAK);
        List<Direction> strong = Directions.classContrast(sums("strong", "s"), r, STRONG);
        List<StitchMap> maps = List.of(new StitchMap(2, 4, W4, new float[2]), new StitchMap(2, 5, W5, new float[2]));
        assertIs(vectors.get("crime|weak|native"), weak);
        assertIs(vectors.get("crime|strong|native"), strong);
        Direction refined = Directions.classContrast(
                        sums("weak", "w"), refinedInWeak(prevalence).responsibilities(), WEAK)
                .getFirst();
        assertIs(
                vectors.get("crime|strong|translated"),
                List.of(
                        refined.through(maps.get(0), strong.get(0).typicalNorm()),
                        refined.through(maps.get(1), strong.get(1).typicalNorm())));
    }

    @Test
    void vectorsAreWhatADirectComputationGives() {
        sendBooks();
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
        sendBooks();
        publishMap("s", W4);

        var translated = settled().get("crime|strong|translated");

        var r = refinedInWeak(null).responsibilities();
        List<BookSums> weak = sums("weak", "w").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        List<BookSums> strong = sums("strong", "s").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        assertThat(strong).hasSizeBetween(2, BOOKS - 2);
        Direction own = Directions.classContrast(strong, r, STRONG).getFirst();
        Direction through = Directions.classContrast(weak, r, WEAK)
                .getFirst()
                .through(new StitchMap(2, 4, W4, new float[2]), own.typicalNorm());
        double expected =
                Cosine.standardised(through.unit(), own.unit(), Directions.standardDeviation(sums("strong", "s"), 4));
        assertThat(translated.getLayers().getFirst().getCosineToNative()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aReplacedAssignmentCountsAsIfItHadBeenThereFromTheStart() {
        sendBooks();
        publishMap("s", W4);
        var before = settled();

        for (int i = 0; i < EACH; i++) assign(1, i, .6);
        var after = settled();

        assertAreComputedDirectly(after, null);
        var vector = after.get("crime|strong|native");
        assertThat(vector.getVersion())
                .isEqualTo(before.get("crime|strong|native").getVersion() + 1);
        assertThat(vector.getCosineToPrevious())
                .isCloseTo(VectorPublisher.cosine(vector, before.get("crime|strong|native")), within(1e-12))
                .isLessThan(.9999);
        assign(1, 0, .6);
        assertThat(settled()).as("nothing has changed").isEmpty();
    }

    @Test
    void removedPassagesAndBooksLeaveNoTrace() {
        sendBooks();
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
        sendBooks();
        publishMap("s", W4);

        assertAreComputedDirectly(settled(), .25);
    }

    @Test
    void withoutAMapAndWithoutBooksToJudgeByThereAreStillVectors() {
        sendBooks();
        var unmapped = settled();
        assertThat(unmapped).containsOnlyKeys("crime|weak|native", "crime|weak|refined", "crime|strong|native");
        assertThat(unmapped.get("crime|strong|native").getNotYet().get("refined"))
                .startsWith("There is no stitch map between the models");
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
    void aMapOfOtherModelsIsNotUsedAndAnAnnouncedModelTakesOverWhenItHasReadEnough() {
        sendBooks();
        publishMap("other", W4);
        assertThat(settled()).containsOnlyKeys("crime|weak|native", "crime|weak|refined", "crime|strong|native");

        announce("strong", "other", 1);
        for (int book = 0; book < 14; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        assertThat(settled()).as("it has read less than nine tenths").isEmpty();
        for (int book = 14; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }

        var vectors = settled();
        assertIs(
                vectors.get("crime|strong|native"),
                Directions.classContrast(sums("strong", "other"), responsibilities(null), STRONG));
        assertThat(vectors.get("crime|strong|translated").getModel()).isEqualTo("other");
    }

    @Test
    void anotherModelTakesOverAtOnceWhenAMapLeadsToItAndTheFormerOneComesBackAtOnce() {
        announce("weak", "w", 1);
        announce("strong", "s", 1);
        sendBooks();
        publishMap("s", W4);
        var first = settled();

        announce("strong", "other", 2);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        assertThat(settled()).as("no map leads to it").isEmpty();
        publishMap("other", W4, 41);
        test.advance(Duration.ofSeconds(1));
        var other = vectors.readKeyValuesToMap();
        assertThat(other)
                .containsOnlyKeys(
                        "crime|strong|native",
                        "crime|strong|refined",
                        "crime|strong|translated",
                        "crime|strong|shuffled",
                        "crime|weak|refined");
        SteeringVector translated = other.get("crime|strong|translated");
        assertThat(translated.getModel()).isEqualTo("other");
        assertThat(translated.getReadings()).isEqualTo(Map.of("weak", "w@2", "strong", "other@4.5"));
        assertThat(translated.getCauses())
                .extracting(Cause::getKind)
                .containsExactlyInAnyOrder(ChangeCauses.LANGUAGE_MODEL, ChangeCauses.STITCH_MAP);

        announce("strong", "s", 3);
        publishMap("s", W4, 42);
        test.advance(Duration.ofSeconds(1));
        var back = vectors.readKeyValuesToMap().get("crime|strong|translated");
        assertThat(back.getModel()).isEqualTo("s");
        assertThat(back.getVersion()).isEqualTo(3);
        assertThat(back.getLayers().getFirst().getDirection())
                .isEqualTo(first.get("crime|strong|translated")
                        .getLayers()
                        .getFirst()
                        .getDirection());
    }

    @Test
    void vectorsNameWhatCausedThem() {
        sendBooks();
        publishMap("s", W4);
        var first = settled().get("crime|strong|translated");
        assertThat(first.getCauses())
                .filteredOn(cause -> cause.getKind().equals(SumCause.BOOK))
                .extracting(Cause::getName)
                .hasSize(BOOKS)
                .contains("book0", "book15");
        assertThat(first.getPublishedAt())
                .isGreaterThanOrEqualTo(first.getCauses().getFirst().getAt());

        for (int i = 0; i < EACH; i++) {
            read(16, i, "weak", "w");
            read(16, i, "strong", "s");
            assign(16, i, .4);
        }
        remove(2, 0);
        var second = settled();
        assertThat(second.get("crime|weak|native").getCauses())
                .extracting(Cause::getKind, Cause::getName)
                .containsExactlyInAnyOrder(tuple(SumCause.BOOK, "book16"), tuple(SumCause.BOOK, "book2"));

        assignments.pipeInput(
                passage(1, 0),
                new Assignment("book1", 0, 8L, List.of(.5f, .5f), Map.of("crime", .3f), Map.of("crime", 1), Map.of()));
        for (int i = 1; i < EACH; i++) {
            assignments.pipeInput(
                    passage(1, i),
                    new Assignment(
                            "book1", i, 8L, List.of(.5f, .5f), Map.of("crime", .3f), Map.of("crime", 1), Map.of()));
        }
        assertThat(settled().get("crime|weak|native").getCauses())
                .extracting(Cause::getKind, Cause::getName)
                .containsExactly(tuple(SumCause.TOPIC_MODEL, "8"));
    }

    @Test
    void aCauseTellsWhichModelHasReadTheBook() {
        sendBooks();
        publishMap("s", W4);
        settled();
        for (int i = 0; i < EACH; i++) {
            assign(16, i, .4);
            read(16, i, "weak", "w");
        }
        var half = settled();
        assertThat(half.get("crime|weak|native").getCauses())
                .extracting(Cause::getName, Cause::getRole)
                .containsExactly(tuple("book16", "weak"));
        assertThat(half.get("crime|strong|native").getCauses())
                .as("the books' ranks have changed")
                .extracting(Cause::getName, Cause::getRole)
                .containsExactly(tuple("book16", "weak"));

        for (int i = 0; i < EACH; i++) {
            read(16, i, "strong", "s");
        }
        var whole = settled();
        assertThat(whole.get("crime|strong|native").getCauses())
                .extracting(Cause::getName, Cause::getRole)
                .containsExactly(tuple("book16", "strong"));
    }

    @Test
    void numbersThatAreNoneLeaveTheVectorsWhatTheyAre() {
        sendBooks();
        publishMap("s", W4);
        Activation broken = activation(0, 0, "weak", "w");
        broken.setPooled(List.of(HalfPrecision.encode(new float[] {1, Float.NaN, 0})));
        activations.pipeInput(key(0, 0, "weak", "w"), broken);
        assignments.pipeInput(
                passage(0, 0),
                new Assignment(
                        "book0", 0, 7L, List.of(.5f, .5f), Map.of("crime", Float.NaN), Map.of("crime", 1), Map.of()));

        assertAreComputedDirectly(settled(), null);
    }

    @Test
    void aMapThatDoesNotFitTogetherIsToldOnceItHasLastedAndTheOneBeforeStays() {
        sendBooks();
        publishMap("s", W4);
        assertThat(settled().get("crime|strong|translated").getStitchVersion()).isEqualTo(40);

        publishMap("s", W4, 41);
        map.pipeInput("2|5|1", new StitchRow(41L, List.of(1f)));
        test.advance(Duration.ofSeconds(1));
        assertThat(test.trouble()).as("rows may still be coming").isEmpty();
        test.advance(Duration.ofSeconds(31));
        assertThat(test.trouble())
                .hasValueSatisfying(why ->
                        assertThat(why).contains("version 41 of the stitch map does not fit together", "row 2|5|1"));
        for (int i = 0; i < EACH; i++) assign(1, i, .6);
        assertThat(settled().get("crime|strong|translated").getStitchVersion()).isEqualTo(40);

        publishMap("s", W4, 42);
        assertThat(settled().get("crime|strong|translated").getStitchVersion()).isEqualTo(42);
        assertThat(test.trouble()).isEmpty();
    }
}
