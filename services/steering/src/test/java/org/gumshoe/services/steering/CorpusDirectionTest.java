// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Directions;
import org.junit.jupiter.api.Test;

/** What the model writes by itself, beside the shelf. */
class CorpusDirectionTest extends ShelfFixture {
    private void write(String story, int number) {
        Activation own = activation(number, 0, "strong", "s");
        own.setBook("own~" + story);
        own.setOwn(true);
        activations.pipeInput(reading("strong", "s").key("own~" + story + "#0", "strong"), own);
    }

    @Test
    void whatTheModelWritesByItselfIsNoBookAndTurnsTheVectorWhenThereIsEnough() {
        sendShelf();
        settled();
        for (int i = 0; i < Shelf.LEAST_OWN - 1; i++) write("story" + i, 100 + i);
        assertThat(settled()).as("too few").isEmpty();

        write("last", 100 + Shelf.LEAST_OWN - 1);
        var vectors = settled();

        assertThat(vectors).containsOnlyKeys("crime|strong|refined");
        SteeringVector refined = vectors.get("crime|strong|refined");
        assertThat(refined.getBooks()).isEqualTo(BOOKS);
        assertThat(refined.getPassages()).isEqualTo((long) BOOKS * EACH);
        assertThat(refined.getDiagnosis()).containsEntry("ownTexts", (double) Shelf.LEAST_OWN);
        Map<String, Double> inCluster = new TreeMap<>();
        refinedScores.readKeyValuesToMap().forEach((key, row) -> {
            assertThat(key).doesNotContain("own~");
            if (row.getRole().equals("strong")) inCluster.put(row.getBook(), row.getResponsibility());
        });
        BookSums own = new BookSums("own", STRONG, 2);
        for (int i = 0; i < Shelf.LEAST_OWN; i++) {
            int number = 100 + i;
            own.add(IntStream.of(STRONG).mapToObj(l -> read(number, 0, "s", l)).toArray(float[][]::new), 0);
        }
        List<BookSums> books = sums("strong", "s");
        assertMixes(
                refined,
                Directions.mix(
                                List.of(
                                        Directions.between(books, inCluster, STRONG),
                                        naming(books, inCluster, STRONG),
                                        Directions.corpus(books, inCluster, own, STRONG)),
                                .26,
                                .07,
                                .06)
                        .getFirst());

        activations.pipeInput(reading("strong", "s").key("own~last#0", "strong"), (Activation) null);
        write("another", 107);
        assertThat(settled()).as("the same texts").isEmpty();
    }

    @Test
    void ownTextsOfAnotherModelAreLeftOut() {
        sendShelf();
        settled();
        for (int i = 0; i < 2 * Shelf.LEAST_OWN; i++) {
            Activation own = activation(100 + i, 0, "strong", "former");
            own.setOwn(true);
            own.setBook("own~" + i);
            activations.pipeInput(reading("strong", "former").key("own~" + i + "#0", "strong"), own);
        }

        assertThat(settled()).isEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
    }
}
