// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Statistics;
import org.junit.jupiter.api.Test;

/** Tests of the corpus direction, from unsteered generated texts beside the books. */
class CorpusDirectionTest extends SixteenBooksFixture {
    @Test
    void whatTheModelWritesByItselfIsNoBookAndTurnsTheVectorWhenThereIsEnough() {
        sendBooks();
        publishMap("s", W4);
        StoryControl before = settled().get("crime|strong|refined").getControl();
        assertThat(before.getReadOuts()).hasSize(1);
        assertThat(before.getLikelihood()).isTrue();
        for (int i = 0; i < ModelBooks.LEAST_GENERATED - 1; i++) write("story" + i, 100 + i, "s", "");
        assertThat(settled()).as("too few").isEmpty();

        write("last", 100 + ModelBooks.LEAST_GENERATED - 1, "s", "");
        var vectors = settled();

        assertThat(vectors).containsOnlyKeys("crime|strong|refined");
        SteeringVector refined = vectors.get("crime|strong|refined");
        assertThat(refined.getBooks()).isEqualTo(BOOKS);
        assertThat(refined.getPassages()).isEqualTo((long) BOOKS * EACH);
        assertThat(refined.getDiagnosis()).containsEntry("ownTexts", (double) ModelBooks.LEAST_GENERATED);
        Map<String, Double> inCluster = inStrongCluster();
        BookSums own = texts(100, ModelBooks.LEAST_GENERATED);
        List<BookSums> books = sums("strong", "s");
        List<Direction> between = Directions.classContrast(books, inCluster, STRONG);
        List<Direction> corpus = Directions.corpus(books, inCluster, own, STRONG);
        assertMixes(refined, Directions.mix(List.of(between, corpus), .26, .06).getFirst());
        assertMixes(
                refined,
                Directions.mix(List.of(between, naming(books, inCluster, STRONG), corpus), .26, .18, .06)
                        .getLast());

        assertTellsOwnTexts(refined.getControl(), own, books);

        removeText("last", "s");
        write("another", 107, "s", "");
        assertThat(settled()).as("the same texts").isEmpty();
    }

    /** Stories are chosen by how they differ from what the model writes by itself, and no longer by likelihood. */
    private static void assertTellsOwnTexts(StoryControl control, BookSums own, List<BookSums> books) {
        assertThat(control.getLikelihood()).isFalse();
        assertThat(control.getReadOuts()).hasSize(2);
        ControlReadOut ratio = control.getReadOuts().getLast();
        int layer = ratio.getLayer();
        double[] weights = Statistics.widen(FloatLists.array(ratio.getWeights()));
        assertThat(Statistics.dot(weights, own.mean(layer))).isLessThan(ratio.getMean());
        assertThat(ratio.getTarget()).isGreaterThan(ratio.getMean());
        assertThat(books).anyMatch(book -> Statistics.dot(weights, book.mean(layer)) > ratio.getMean());
    }

    @Test
    void generatedTextsOfAnotherModelAreLeftOut() {
        sendBooks();
        publishMap("s", W4);
        settled();
        for (int i = 0; i < 2 * ModelBooks.LEAST_GENERATED; i++) {
            write(Integer.toString(i), 100 + i, "former", "");
        }

        assertThat(settled()).isEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
