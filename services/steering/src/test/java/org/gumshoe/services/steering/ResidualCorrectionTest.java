// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.junit.jupiter.api.Test;

/** Tests of the residual correction, from texts that the refined vector has steered. */
class ResidualCorrectionTest extends SixteenBooksFixture {
    private static final String REFINED = "crime|strong|refined";

    private void write(int from, int count, String model, String towards) {
        for (int i = from; i < from + count; i++) write("story" + i, i, model, towards);
    }

    private void assertMixesTheResidual(SteeringVector vector, BookSums steered) {
        Map<String, Double> inCluster = inStrongCluster();
        List<BookSums> books = sums("strong", "s");
        List<Direction> between = Directions.classContrast(books, inCluster, STRONG);
        List<Direction> within = naming(books, inCluster, STRONG);
        List<Direction> residual =
                Directions.residual(cluster(books, inCluster), steered, STRONG).orElseThrow();
        assertThat(vector.getLayers()).hasSize(2);
        assertMixes(vector, Directions.mix(List.of(between, residual), .26, .12).getFirst());
        assertMixes(
                vector,
                Directions.mix(List.of(between, within, residual), .26, .24, .12)
                        .getLast());
    }

    @Test
    void whatSteeredTextsLackTurnsTheVectorWhenThereAreEnough() {
        sendBooks();
        publishMap("s", W4);
        settled();
        write(1000, ModelBooks.LEAST_STEERED - 1, "s", "crime");
        assertThat(settled()).as("too few").isEmpty();

        write(1000 + ModelBooks.LEAST_STEERED - 1, 1, "s", "crime");
        var vectors = settled();

        assertThat(vectors).containsOnlyKeys(REFINED);
        SteeringVector refined = vectors.get(REFINED);
        assertThat(refined.getBooks()).isEqualTo(BOOKS);
        assertThat(refined.getPassages()).isEqualTo((long) BOOKS * EACH);
        assertThat(refined.getDiagnosis())
                .containsEntry("steeredTexts", (double) ModelBooks.LEAST_STEERED)
                .doesNotContainKey("ownTexts");
        assertThat(refined.getCauses())
                .extracting(Cause::getKind, Cause::getName)
                .containsExactly(tuple("steered-texts", "strong"));
        assertMixesTheResidual(refined, texts(1000, ModelBooks.LEAST_STEERED));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void theyCountByQuartersAndARemovedOneLeavesNoTrace() {
        sendBooks();
        publishMap("s", W4);
        settled();
        write(1000, ModelBooks.LEAST_STEERED, "s", "crime");
        settled();

        write(1000, ModelBooks.LEAST_STEERED, "s", "crime");
        assertThat(settled()).as("the same stories once more").isEmpty();
        write(1000 + ModelBooks.LEAST_STEERED, ModelBooks.LEAST_STEERED / 4 - 1, "s", "crime");
        assertThat(settled()).as("less than a quarter more").isEmpty();
        int quarterMore = ModelBooks.LEAST_STEERED * 5 / 4;
        write(1000 + quarterMore - 1, 1, "s", "crime");
        SteeringVector more = settled().get(REFINED);
        assertThat(more.getDiagnosis()).containsEntry("steeredTexts", (double) quarterMore);
        assertMixesTheResidual(more, texts(1000, quarterMore));

        for (int i = 1000; i <= 1000 + quarterMore - ModelBooks.LEAST_STEERED; i++) removeText("story" + i, "s");
        read(0, 0, "strong", "s");
        assign(0, 0, .51);
        SteeringVector without = settled().get(REFINED);
        assertThat(without.getDiagnosis()).doesNotContainKey("steeredTexts");
    }

    @Test
    void theResidualCorrectionReplacesTheCorpusDirection() {
        sendBooks();
        publishMap("s", W4);
        write(2000, ModelBooks.LEAST_GENERATED, "s", "");
        assertThat(settled().get(REFINED).getDiagnosis())
                .containsEntry("ownTexts", (double) ModelBooks.LEAST_GENERATED);
        refinedScores.readKeyValuesToMap();

        write(1000, ModelBooks.LEAST_STEERED, "s", "crime");
        SteeringVector refined = settled().get(REFINED);

        assertThat(refined.getDiagnosis())
                .containsEntry("ownTexts", (double) ModelBooks.LEAST_GENERATED)
                .containsEntry("steeredTexts", (double) ModelBooks.LEAST_STEERED);
        assertMixesTheResidual(refined, texts(1000, ModelBooks.LEAST_STEERED));
    }

    @Test
    void textsForAnotherConceptOrOfAnotherModelAreLeftOut() {
        sendBooks();
        publishMap("s", W4);
        settled();

        write(1000, 2 * ModelBooks.LEAST_STEERED, "s", "ghosts");
        write(2000, 2 * ModelBooks.LEAST_STEERED, "former", "crime");
        assertThat(settled()).isEmpty();
        write(3000, ModelBooks.LEAST_STEERED, "s", "crime");

        assertMixesTheResidual(settled().get(REFINED), texts(3000, ModelBooks.LEAST_STEERED));
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void withoutASeedWordThereIsNoResidualCorrection() {
        sendBooks();
        publishMap("s", W4);
        scores.forEach((passage, score) -> {
            int hash = passage.indexOf('#');
            assignments.pipeInput(
                    passage,
                    new Assignment(
                            passage.substring(0, hash),
                            Integer.parseInt(passage.substring(hash + 1)),
                            7L,
                            List.of(.5f, .5f),
                            Map.of("crime", score.floatValue()),
                            Map.of("crime", 1),
                            Map.of()));
        });
        SteeringVector before = settled().get(REFINED);
        write(1000, ModelBooks.LEAST_STEERED, "s", "crime");

        assertThat(settled()).isEmpty();
        assertThat(before.getDiagnosis()).doesNotContainKey("steeredTexts");
    }
}
