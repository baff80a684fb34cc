// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.gateway.MadeUpScores;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private final Views views = Views.empty(HistoryRoom.ample());
    private final List<String> changes = new ArrayList<>();
    private final ViewUpdater updater = new ViewUpdater(views, (record, what, data) -> changes.add(what));
    private long offset;

    private void apply(String topic, String key, Object value) {
        updater.apply(new FeedRecord(topic, 0, offset++, 0, key, new RecordHeaders(), value, true));
    }

    private void score(String book, long version, int books, double responsibility) {
        apply("refined-scores", MadeUpScores.key(book), MadeUpScores.of(book, version, books, responsibility, (float)
                responsibility));
    }

    @Test
    void onlyWholeVersionsOfScoresAreShown() {
        ScoreVersions.Ranking ranking = new ScoreVersions.Ranking("crime", "strong");
        score("a", 1, 2, .9);
        assertThat(views.scores().versions(ranking)).isEmpty();
        score("b", 1, 2, .1);
        score("a", 2, 1, .2);
        assertThat(views.scores().versions(ranking)).containsExactly(1L, 2L);
        assertThat(views.scores().of(ranking, 1))
                .hasValueSatisfying(books -> assertThat(books).hasSize(2));
        assertThat(views.scores().passages(ranking))
                .as("of the newest version alone")
                .extracting(ScoreVersions.PassageScore::book)
                .containsExactly("a");
        assertThat(views.scores().passages(ranking, "b"::equals))
                .as("of other books")
                .isEmpty();
        assertThat(changes).containsExactly("scores", "scores");
    }

    private static BookChunk chunk(int index, String edition) {
        return new BookChunk("a", index, 2, edition, "The Title", "Somebody", List.of(), "text " + index);
    }

    @Test
    void aWithdrawnBookKeepsThePlacesOfItsChunks() {
        apply("books", "a", chunk(0, "x"));
        assertThat(views.books().chunks("a")).as("one is missing").isEmpty();
        apply("books", "a", chunk(1, "x"));
        apply("books", "a", null);

        assertThat(views.books().find("a")).hasValueSatisfying(book -> {
            assertThat(book.withdrawn()).isTrue();
            assertThat(book.title()).isEqualTo("The Title");
        });
        assertThat(views.books().size()).isZero();
        assertThat(views.books().chunks("a")).hasValue(List.of(new RecordPlace(0, 0), new RecordPlace(0, 1)));
    }

    /** Arrays as long as these numbers would take eighteen gigabytes. */
    @Test
    void whatARecordTakesDoesNotDependOnItsNumbers() {
        for (int book = 0; book < 2_000; book++) {
            String name = "b" + book;
            apply("books", name, new BookChunk(name, 0, 100_000, "x", "", "", List.of(), "text"));
            apply("passages", name + "#999999", passage(name, 999_999));
            apply("assignments", name + "#999999", null);
            apply("activations", name + "#999999|weak|0123@2", null);
        }
        assertThat(views.books().passages()).isEqualTo(2_000);
        assertThat(views.books().passage("b7", 999_999)).isPresent();
        assertThat(views.books().passage("b7", 0)).isEmpty();
        assertThat(views.books().chunks("b7")).as("most are missing").isEmpty();
    }

    @Test
    void ofWithdrawnBooksThoseWithdrawnLastAreKept() {
        apply("books", "stays", chunk(0, "x"));
        for (int book = 0; book < 3_000; book++) {
            apply("books", "b" + book, chunk(0, "x"));
            apply("passages", "b" + book + "#0", passage("b" + book, 0));
            apply("books", "b" + book, null);
            apply("passages", "b" + (book - 2_000) + "#0", null);
        }
        assertThat(views.books().all()).hasSize(1_001);
        assertThat(views.books().find("stays")).isPresent();
        assertThat(views.books().find("b1999")).isEmpty();
        assertThat(views.books().find("b2000")).isPresent();
        assertThat(views.books().passages()).isEqualTo(1_000);
    }

    /** Versions that are never whole would else be kept for good. */
    @Test
    void tornVersionsOfScoresAreForgotten() {
        for (long version = 1; version <= 100; version++) {
            score("a", version, 2, .9);
        }
        score("b", 1, 2, .1);
        score("b", 99, 2, .1);
        assertThat(views.scores().versions(new ScoreVersions.Ranking("crime", "strong")))
                .containsExactly(99L);
    }

    /** Of 1,872 scores, which a megabyte of history has room for, the oldest versions make place. */
    @Test
    void scoresHaveTheRoomThatTheSettingGives() {
        ScoreVersions scores = new ScoreVersions(
                HistoryRoom.of(new Settings(Map.of("gateway.history.mb", "1"))).scores());
        for (long version = 1; version <= 4; version++) {
            for (int book = 0; book < 700; book++) {
                scores.apply(MadeUpScores.of("b" + book, version, 700, .9, .5f));
            }
        }
        assertThat(scores.versions(new ScoreVersions.Ranking("crime", "strong")))
                .containsExactly(3L, 4L);
    }

    @Test
    void aJourneyCountsEachPassageOnceAtEachStage() {
        apply("books", "a", chunk(0, "x"));
        Passage passage = passage();
        apply("passages", "a#0", passage);
        apply("passages", "a#0", passage);
        apply("activations", "a#0|weak|0123@2", null);

        Journeys.JourneyRow journey = views.journeys().all().getFirst();
        assertThat(journey.legs()).extracting(Journeys.Leg::done).containsExactly(1, 0, 1, 0);
        assertThat(journey.legs()).extracting(Journeys.Leg::of).containsExactly(1, 1, 1, 1);
        assertThat(views.books().passages()).isEqualTo(1);
    }

    private static Passage passage() {
        return passage("a", 0);
    }

    private static Passage passage(String book, int index) {
        return Passage.newBuilder()
                .setBook(book)
                .setIndex(index)
                .setTotal(1)
                .setStart(0)
                .setEnd(4)
                .setText("text")
                .setSampled(true)
                .build();
    }

    private static SteeringVector vector(String book) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setModel("feed")
                .setKind("refined")
                .setVersion(3)
                .setLayers(List.of())
                .setModelVersion(1)
                .setPassages(1)
                .setBooks(1)
                .setCauses(List.of(new Cause("book", book, 0L, "")))
                .build();
    }

    private Journeys.JourneyRow journey() {
        return views.journeys().all().getFirst();
    }

    @Test
    void aBookThatComesAgainUnchangedGoesOnOrIsHereAlready() {
        apply("books", "a", chunk(0, "x"));
        apply("passages", "a#0", passage());
        apply("books", "a", chunk(0, "x"));
        assertThat(journey().legs().getFirst().done()).as("it was under way").isEqualTo(1);
        assertThat(journey().unchanged()).isFalse();

        views.journeys().count(vector("a"), 7);
        apply("books", "a", chunk(0, "x"));
        assertThat(journey().unchanged()).isTrue();

        apply("passages", "a#0", passage());
        assertThat(journey().unchanged()).as("it is cut anew all the same").isFalse();

        apply("books", "a", null);
        apply("books", "a", chunk(0, "x"));
        assertThat(journey().unchanged()).as("it was withdrawn").isFalse();

        apply("books", "a", chunk(0, "y"));
        assertThat(journey().unchanged()).as("another edition").isFalse();
    }

    @Test
    void theSizeOfAStoreIsThatOfItsChangelog() {
        BrokerView broker = views.broker();
        broker.sizes(Map.of(
                "passages", 5L,
                "gumshoe-ingest-books-changelog", 7L,
                "gumshoe-other-x-changelog", 9L,
                "gumshoe-topics-x-repartition", 9L,
                "__consumer_offsets", 9L));
        assertThat(broker.sizes().stores()).containsExactly(new BrokerView.StoreSize("ingest", "books", 7));
        assertThat(broker.sizes().topics()).isEqualTo(Map.of("passages", 5L));
    }

    @Test
    void itIsToldOnceThatTheBrokersAreAwayAndOnceThatTheyAreBack() {
        BrokerView broker = views.broker();
        assertThat(broker.answer(true, 1)).isFalse();
        assertThat(broker.answer(false, 2)).isTrue();
        assertThat(broker.answer(false, 3)).isFalse();
        assertThat(broker.awaySince()).hasValue(2L);
        assertThat(broker.answer(true, 4)).isTrue();
        assertThat(broker.awaySince()).isEmpty();
    }

    @Test
    void topicsHaveAPlaceEachHoweverFewThereAre() {
        assertThat(TopicMap.places(new double[][] {{0}})).hasDimensions(1, 2);
        assertThat(TopicMap.places(new double[][] {{0, .5}, {.5, 0}})[1]).containsExactly(.5, 0);
        double[][] three = TopicMap.places(new double[][] {{0, .3, .4}, {.3, 0, .5}, {.4, .5, 0}});
        assertThat(Math.hypot(three[1][0] - three[2][0], three[1][1] - three[2][1]))
                .isCloseTo(.5, within(1e-6));
        assertThat(TopicMap.places(new double[4][4])).as("all alike").isDeepEqualTo(new double[4][2]);
    }
}
