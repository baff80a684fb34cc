// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.junit.jupiter.api.Test;

/** Tests of strengths that the stream solves from what the model writes under single directions. */
class SolvedStrengthsTest extends SixteenBooksFixture {
    private static final String REFINED = "crime|strong|refined";
    private static final int ENOUGH = SolvedStrengths.LEAST_TEXTS;

    @Override
    SteeringOptions options() {
        SteeringOptions preset = SteeringOptions.DEFAULT;
        return new SteeringOptions(
                preset.strength(),
                preset.limits(),
                preset.mixture(),
                preset.corrected(),
                true,
                SteeringOptions.DEFAULT.mostPerplexity());
    }

    private void write(int from, int count, String towards, String direction, Double surprise) {
        for (int i = from; i < from + count; i++) {
            write("story" + i, i, "s", towards, direction, surprise);
        }
    }

    private static TextSums sums(int from, double surprise) {
        return new TextSums(texts(from, ENOUGH), ENOUGH * surprise, ENOUGH);
    }

    @Test
    void singleDirectionsAreServedForTextsUnderEachOfThem() {
        sendBooks();
        publishMap("s", W4);

        Map<String, SteeringVector> vectors = settled();

        Map<String, Double> inCluster = inStrongCluster();
        List<BookSums> books = sums("strong", "s");
        assertIs(vectors.get("crime|strong|class-contrast"), Directions.classContrast(books, inCluster, STRONG));
        assertIs(
                vectors.get("crime|strong|seed-words"),
                naming(books, inCluster, STRONG).subList(1, 2));
        assertThat(vectors).containsKeys("crime|weak|class-contrast", "crime|weak|seed-words");
    }

    @Test
    void strengthsAreSolvedOnceThereAreEnoughTextsOfEachGroup() {
        sendBooks();
        publishMap("s", W4);
        settled();
        Map<String, Double> inCluster = inStrongCluster();
        write(1000, ENOUGH, "", "", 3.);
        write(2000, ENOUGH, "crime", "class-contrast", 3.1);
        assertThat(settled().get(REFINED).getDiagnosis()).doesNotContainKey("solvedClassContrast");
        write(3000, ENOUGH, "crime", "seed-words", 3.2);

        SteeringVector solved = settled().get(REFINED);

        List<BookSums> books = sums("strong", "s");
        List<BookSums> cluster = cluster(books, inCluster);
        List<Direction> within = naming(books, inCluster, STRONG);
        Mixture.Parts parts =
                new Mixture.Parts(List.of(), Directions.classContrast(books, inCluster, STRONG), within, List.of());
        SolvedStrengths expected = SolvedStrengths.of(
                        parts,
                        SeedWordSums.of(cluster, STRONG),
                        Map.of(
                                TextGroup.UNSTEERED, sums(1000, 3),
                                TextGroup.CLASS_CONTRAST, sums(2000, 3.1),
                                TextGroup.SEED_WORDS, sums(3000, 3.2)),
                        1.1)
                .orElseThrow();
        assertThat(solved.getDiagnosis())
                .containsEntry("solvedClassContrast", expected.mixture().classContrast())
                .containsEntry("solvedSeedWords", expected.mixture().seedWords())
                .doesNotContainKey("steeredTexts");
        assertThat(solved.getDiagnosis().get("solvedSurpriseForeseen"))
                .isCloseTo(expected.foreseen().surprise(), within(1e-9));
        List<Direction> mixed = expected.mixture().of(parts);
        assertMixes(solved, mixed.getFirst());
        assertMixes(solved, mixed.getLast());
        assertThat(solved.getControl().getStrongest()).isEqualTo(1.6);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void theSixteenthTextCountsWhereASolutionCameBeforeIt() {
        sendBooks();
        publishMap("s", W4);
        write(1000, ENOUGH, "", "", 3.);
        write(2000, ENOUGH, "crime", "class-contrast", 3.1);
        write(3000, ENOUGH - 2, "crime", "seed-words", 3.2);
        settled();

        write(3000 + ENOUGH - 2, 1, "crime", "seed-words", 3.2);
        assertThat(settled()).isEmpty();
        write(3000 + ENOUGH - 1, 1, "crime", "seed-words", 3.2);
        assertThat(settled().get(REFINED).getDiagnosis()).containsKey("solvedClassContrast");

        removeText("story3000", "s");
        read(0, 0, "strong", "s");
        assign(0, 0, .51);
        assertThat(settled().get(REFINED).getDiagnosis()).as("one text fewer").doesNotContainKey("solvedClassContrast");
    }

    @Test
    void anotherModelTakesTheDirectionsOfTheFormerOneAway() {
        announce("weak", "w", 1);
        announce("strong", "s", 1);
        sendBooks();
        publishMap("s", W4);
        assertThat(settled().get("crime|strong|seed-words").getModel()).isEqualTo("s");

        announce("strong", "other", 2);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        publishMap("other", W4, 41);

        SteeringVector taken = settled().get("crime|strong|seed-words");
        assertThat(taken.getModel()).isEqualTo("other");
        assertThat(taken.getVersion()).as("counted on").isEqualTo(2);
    }

    @Test
    void textsOfAReleaseThatMeasuredNoSurpriseDoNotCount() {
        sendBooks();
        publishMap("s", W4);
        write(1000, ENOUGH, "", "", null);
        write(2000, ENOUGH, "crime", "class-contrast", 3.1);
        write(3000, ENOUGH, "crime", "seed-words", 3.2);

        SteeringVector refined = settled().get(REFINED);

        assertThat(refined.getDiagnosis())
                .containsEntry("ownTexts", (double) ENOUGH)
                .doesNotContainKey("solvedClassContrast");
        assertThat(refined.getControl().getStrongest()).isEqualTo(1);
    }
}
