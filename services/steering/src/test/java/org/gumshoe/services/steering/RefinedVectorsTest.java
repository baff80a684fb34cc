// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.refine.GroupMoments;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.junit.jupiter.api.Test;

class RefinedVectorsTest extends SixteenBooksFixture {
    private static Refinement.Result refinedInWeak(List<BookSums> books) {
        return refinement().run(books, 2, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
    }

    private PassageScorer passagesInWeak(Refinement.Result refined) {
        List<String> of = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        List<Float> z = new ArrayList<>();
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                of.add("book" + book);
                rows.add(read(book, i, "w", 2));
                z.add(scores.get(passage(book, i)).floatValue());
            }
        }
        return refinement()
                .passages(
                        refined,
                        new PassageScorer.Passages(
                                of,
                                rows.toArray(float[][]::new),
                                z.stream().mapToDouble(Float::doubleValue).toArray()),
                        Refinement.Options.DEFAULT);
    }

    private static Refinement refinement() {
        GroupMoments moments = new GroupMoments(3);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) moments.add("book" + book, read(book, i, "w", 2));
        }
        return new Refinement(moments);
    }

    /**
     * Half of the books of crime and half of the others: what the models read has nothing to do
     * with it.
     */
    private void loseTheConcept() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) assign(book, i, book % 8 < 4 ? .5 : .05);
        }
    }

    private void findTheConcept(double share) {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) assign(book, i, (isCrime(book) ? share : .05) + .01 * i);
        }
    }

    @Test
    void theRefinedVectorIsWhatTheRefinementGives() {
        sendShelf();

        var vectors = settled();

        List<BookSums> books = sums("weak", "w");
        Refinement.Result expected = refinedInWeak(books);
        SteeringVector refined = vectors.get("crime|weak|refined");
        assertMixes(refined, mixture(books, expected.responsibilities(), WEAK).getFirst());
        assertThat(refined.getDiagnosis())
                .containsEntry("reliability", expected.diagnosis().reliability())
                .containsEntry("correlation", expected.diagnosis().correlation())
                .containsOnlyKeys("reliability", "correlation", "anchor", "agreement");
        assertThat(refined.getDiverged()).isFalse();
        assertThat(vectors.get("crime|strong|refined").getDiagnosis()).containsKeys("clusterJaccard", "clusterLift");
    }

    @Test
    void scoresOfBooksAndPassagesComeWithEachVersion() {
        sendShelf();
        var vector = settled().get("crime|weak|refined");

        Map<String, RefinedScore> rows = refinedScores.readKeyValuesToMap();

        List<BookSums> books = sums("weak", "w");
        Refinement.Result expected = refinedInWeak(books);
        PassageScorer passages = passagesInWeak(expected);
        assertThat(rows).hasSize(2 * BOOKS);
        for (BookSums book : books) {
            RefinedScore row = rows.get("crime|weak|" + book.book());
            int number = Integer.parseInt(book.book().substring(4));
            assertThat(row.getVersion()).isEqualTo(vector.getVersion());
            assertThat(row.getBooks()).isEqualTo(BOOKS);
            assertThat(row.getLda()).isCloseTo(book.meanScore(), within(1e-6));
            assertThat(row.getScore()).isEqualTo(expected.anchoredScores().get(book.book()));
            assertThat(row.getResponsibility())
                    .isEqualTo(expected.responsibilities().get(book.book()));
            assertThat(row.getIndices()).containsExactly(0, 1, 2);
            assertThat(row.getPassagesLda().get(1))
                    .isEqualTo(scores.get(passage(number, 1)).floatValue());
            assertThat(row.getPassages().get(1))
                    .isCloseTo(
                            (float) passages.score(
                                    book.book(),
                                    read(number, 1, "w", 2),
                                    row.getPassagesLda().get(1)),
                            within(1e-6f));
        }

        for (int i = 0; i < EACH; i++) remove(2, i);
        settled();

        rows = refinedScores.readKeyValuesToMap();
        assertThat(rows).hasSize(2 * BOOKS).containsEntry("crime|weak|book2", null);
        assertThat(rows.get("crime|weak|book3").getBooks()).isEqualTo(BOOKS - 1);
    }

    @Test
    void aRefinementThatLostTheConceptSaysSo() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "weak", "w");
        }
        loseTheConcept();

        assertThat(settled().get("crime|weak|refined").getDiverged()).isTrue();
    }

    @Test
    void theLastGoodVectorIsKeptWhileNewerOnesDiverge() {
        sendShelf();
        SteeringVector good = settled().get("crime|weak|refined");

        loseTheConcept();
        var lost = settled();

        assertThat(lost).doesNotContainKeys("crime|weak|refined", "crime|strong|refined");
        SteeringVector beside = lost.get("crime|weak|refined-diverged");
        assertThat(beside.getKind()).isEqualTo("refined-diverged");
        assertThat(beside.getDiverged()).isTrue();
        assertThat(beside.getVersion()).isEqualTo(good.getVersion() + 1);
        assertThat(beside.getDiagnosis()).containsEntry("keptVersion", (double) good.getVersion());
        assertThat(beside.getCosineToPrevious()).isCloseTo(VectorPublisher.cosine(beside, good), within(1e-12));
        assertThat(refinedScores.readKeyValuesToMap().get("crime|weak|book0").getDiverged())
                .isTrue();

        findTheConcept(.6);
        var found = settled();

        assertThat(found).containsEntry("crime|weak|refined-diverged", null);
        SteeringVector again = found.get("crime|weak|refined");
        assertThat(again.getDiverged()).isFalse();
        assertThat(again.getVersion()).isEqualTo(good.getVersion() + 2);
        assertThat(again.getDiagnosis()).doesNotContainKey("keptVersion");
    }

    @Test
    void aDivergedVectorIsReplacedByADivergedOneWhereNoneWasEverGood() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "weak", "w");
        }
        loseTheConcept();
        settled();

        assign(1, 0, .06);

        assertThat(settled().get("crime|weak|refined").getVersion()).isEqualTo(2);
    }

    @Test
    void theVectorOfAnotherModelIsNotKept() {
        sendShelf();
        settled();

        loseTheConcept();
        announce("strong", "other", 1);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        var vectors = settled();

        assertThat(vectors).containsKey("crime|weak|refined-diverged");
        assertThat(vectors.get("crime|strong|refined").getModel()).isEqualTo("other");
        assertThat(vectors.get("crime|strong|refined").getDiverged()).isTrue();
    }

    @Test
    void stabilityTellsHowFarTheBooksKeptTheirPlaces() {
        sendShelf();
        assertThat(settled().get("crime|weak|refined").getDiagnosis()).doesNotContainKey("stability");
        var before = refinedScores.readKeyValuesToMap();

        loseTheConcept();
        double stability =
                settled().get("crime|weak|refined-diverged").getDiagnosis().get("stability");

        var after = refinedScores.readKeyValuesToMap();
        List<String> keys = after.keySet().stream()
                .filter(key -> key.startsWith("crime|weak|"))
                .toList();
        double[] one = keys.stream()
                .mapToDouble(key -> before.get(key).getResponsibility())
                .toArray();
        double[] other = keys.stream()
                .mapToDouble(key -> after.get(key).getResponsibility())
                .toArray();
        assertThat(stability)
                .isCloseTo(smile.math.MathEx.cor(one, other), within(1e-9))
                .isBetween(-.99, .99);
    }
}
