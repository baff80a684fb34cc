// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenreRankerTest {
    private final TestTopology test = new TestTopology("evaluation", EvaluationTopology.build("mystery"));
    private final TestInputTopic<String, BookChunk> books = test.in(Topics.BOOKS);
    private final TestInputTopic<String, RefinedScore> scores = test.in(Topics.REFINED_SCORES);
    private final TestOutputTopic<String, RefinementMetric> metrics = test.out(Topics.REFINEMENT_METRICS);

    @BeforeEach
    void announce() {
        test.in(Topics.CONCEPTS).pipeInput("crime", new Concept("crime", List.of("murder"), null, null, 0.0));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void book(String id, int index, String... genres) {
        books.pipeInput(
                id,
                BookChunk.newBuilder()
                        .setBook(id)
                        .setIndex(index)
                        .setTotal(2)
                        .setSha256("-")
                        .setTitle("t")
                        .setAuthor("a")
                        .setGenres(List.of(genres))
                        .setText("text")
                        .build());
    }

    private void score(String book, long version, int of, double lda, double refined) {
        scores.pipeInput(
                "crime|strong|" + book,
                RefinedScore.newBuilder()
                        .setConcept("crime")
                        .setRole("strong")
                        .setBook(book)
                        .setVersion(version)
                        .setBooks(of)
                        .setDiverged(false)
                        .setLda(lda)
                        .setScore(refined)
                        .setResponsibility(.5)
                        .setIndices(List.of(0, 3))
                        .setPassagesLda(List.of((float) lda, 0f))
                        .setPassages(List.of((float) refined, (float) refined))
                        .build());
    }

    private Map<String, RefinementMetric> published() {
        test.advance(Duration.ofSeconds(1));
        return new TreeMap<>(metrics.readKeyValuesToMap());
    }

    private void sendBooks() {
        book("a", 0, "fiction", "mystery");
        book("b", 0, "romance");
        book("b", 1, "mystery");
        book("c", 0, "mystery");
        book("d", 0, "adventure");
        book("unlabelled", 0);
    }

    /**
     * Sends scores: the refined ones rank both mysteries first, the LDA's rank one of them last.
     */
    private void sendScores(long version) {
        score("a", version, 5, .5, 2);
        score("b", version, 5, .2, .1);
        score("c", version, 5, .1, 1);
        score("d", version, 5, .3, -1);
        score("unlabelled", version, 5, .9, 9);
    }

    @Test
    void evaluatesACompleteVersionAgainstGenres() {
        sendBooks();
        score("a", 1, 5, .5, 2);
        score("b", 1, 5, .2, .1);
        assertThat(published()).as("not yet complete").isEmpty();
        sendScores(2);

        var metrics = published();

        assertThat(metrics)
                .containsOnlyKeys(
                        "crime|book-auc|strong|lda",
                        "crime|book-auc|strong|refined",
                        "crime|passage-auc|strong|lda",
                        "crime|passage-auc|strong|refined");
        // the LDA ranks two of the four pairs of a mystery and another book correctly
        assertThat(metrics.get("crime|book-auc|strong|lda").getValue()).isCloseTo(.5, within(1e-12));
        assertThat(metrics.get("crime|book-auc|strong|refined").getValue()).isEqualTo(1);
        // mysteries .5 0 .1 0 against .2 0 .3 0: 4 + 1 + 2 + 1 of 16 pairs
        assertThat(metrics.get("crime|passage-auc|strong|lda").getValue()).isCloseTo(.5, within(1e-12));
        assertThat(metrics.get("crime|passage-auc|strong|refined").getValue()).isEqualTo(1);
        assertThat(metrics.values()).allSatisfy(metric -> {
            assertThat(metric.getVersion()).isEqualTo(2);
            assertThat(metric.getCause()).contains("mystery");
            assertThat(metric.getLow()).isLessThanOrEqualTo(metric.getValue());
            assertThat(metric.getHigh()).isGreaterThanOrEqualTo(metric.getValue());
        });
    }

    @Test
    void evaluatesAgainWhenLabelsOrBooksChange() {
        sendScores(1);
        assertThat(published()).isEmpty();
        sendBooks();
        assertThat(published()).hasSize(4);
        book("a", 0, "fiction", "mystery");
        assertThat(published()).as("the same labels").isEmpty();

        scores.pipeInput("crime|strong|unlabelled", (RefinedScore) null);
        score("a", 2, 4, .5, 0);
        score("b", 2, 4, .2, .1);
        score("c", 2, 4, .1, 1);
        score("d", 2, 4, .3, -1);

        assertThat(published().get("crime|book-auc|strong|refined").getValue()).isCloseTo(.75, within(1e-12));
    }

    @Test
    void publishesNothingForASingleClass() {
        book("a", 0, "mystery");
        book("c", 0, "mystery");
        sendScores(1);

        assertThat(published()).isEmpty();
    }
}
