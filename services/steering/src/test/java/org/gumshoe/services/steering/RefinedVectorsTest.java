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
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.Test;

class RefinedVectorsTest extends SixteenBooksFixture {
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
        return refinement("weak", "w", 2)
                .fitPassages(
                        refined,
                        new PassageScorer.Passages(
                                of,
                                rows.toArray(float[][]::new),
                                z.stream().mapToDouble(Float::doubleValue).toArray()),
                        Refinement.Options.DEFAULT);
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
        sendBooks();
        publishMap("s", W4);

        var vectors = settled();

        List<BookSums> books = sums("weak", "w");
        Refinement.Result expected = refinedInWeak(null);
        SteeringVector refined = vectors.get("crime|weak|refined");
        assertMixes(refined, mixture(books, expected.responsibilities(), WEAK).getFirst());
        assertThat(refined.getDiagnosis())
                .containsEntry("reliability", expected.diagnosis().reliability())
                .containsEntry("correlation", expected.diagnosis().correlation())
                .containsOnlyKeys("reliability", "correlation", "anchor", "agreement", "restarts", "restartsHome");
        assertThat(refined.getDiverged()).isFalse();
        assertThat(vectors.get("crime|strong|refined").getDiagnosis()).containsKeys("clusterJaccard", "clusterLift");
    }

    @Test
    void scoresOfBooksAndPassagesComeWithEachVersion() {
        sendBooks();
        publishMap("s", W4);
        var vector = settled().get("crime|weak|refined");

        Map<String, RefinedScore> rows = refinedScores.readKeyValuesToMap();

        List<BookSums> books = sums("weak", "w");
        Refinement.Result expected = refinedInWeak(null);
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
    void theStrongModelStartsFromTheWeakModelsConceptThroughTheMap() {
        sendBooks();
        publishMap("s", W4);

        var vectors = settled();

        List<BookSums> strong = sums("strong", "s");
        Refinement.Result weak = refinedInWeak(null);
        // the middle one of layers 4 and 5 is where the strong model refines
        Direction translated = Directions.classContrast(sums("weak", "w"), weak.responsibilities(), WEAK)
                .getFirst()
                .through(new StitchMap(2, 5, W5, new float[2]), Directions.typicalNorm(strong, 5));
        float[] readOut = Directions.readOut(translated, Directions.standardDeviation(strong, 5));
        Refinement.Result expected = refinement("strong", "s", 5)
                .refine(strong, 5, new Refinement.Start.ReadOut(readOut), Refinement.Options.DEFAULT);
        expected.responsibilities()
                .forEach((book, responsibility) ->
                        assertThat(inStrong(book)).as(book).isCloseTo(responsibility, within(1e-9)));
        SteeringVector refined = vectors.get("crime|strong|refined");
        assertThat(refined.getStart()).isEqualTo("stitch-map");
        assertThat(refined.getStitchVersion()).isEqualTo(40);
        assertThat(refined.getWeakVersion())
                .isEqualTo(vectors.get("crime|weak|refined").getVersion());
        assertThat(vectors.get("crime|weak|refined").getStart()).isEqualTo("lda-scores");
        assertThat(vectors.get("crime|weak|refined").getStitchVersion()).isZero();
    }

    private Map<String, Double> strongRows;

    private double inStrong(String book) {
        strongRows = strongRows == null ? inStrongCluster() : strongRows;
        return strongRows.get(book);
    }

    @Test
    void aMapThatIsNoBetterThanItsNullCarriesNothingAndTheReasonIsTold() {
        sendBooks();
        publishMap("s", W4, 40, -.01);

        var vectors = settled();

        assertThat(vectors).containsOnlyKeys("crime|weak|native", "crime|weak|refined", "crime|strong|native");
        assertThat(vectors.get("crime|strong|native").getNotYet())
                .containsOnlyKeys("refined", "translated")
                .allSatisfy((kind, why) -> assertThat(why).contains("R² of -0.01, not above the 0.00"));

        publishMap("s", W4, 41, .01);
        var later = settled();

        assertThat(later).containsKeys("crime|strong|refined", "crime|strong|translated");
        assertThat(later.get("crime|strong|native").getNotYet()).isEmpty();
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
        sendBooks();
        publishMap("s", W4);
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
        sendBooks();
        publishMap("s", W4);
        settled();

        loseTheConcept();
        publishMap("other", W4, 41);
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
        sendBooks();
        publishMap("s", W4);
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
