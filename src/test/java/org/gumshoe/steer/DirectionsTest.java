// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.Test;

/** Tests of directions against results computed by hand for passages in the plane. */
class DirectionsTest {
    private static final int[] LAYERS = {3};

    private final BookSums in = book("in", new float[][] {{4, 0}, {6, 2}}, .2, .8);
    private final BookSums out = book("out", new float[][] {{0, 0}, {0, 2}, {3, 1}}, 0, .6, .3);
    private final List<BookSums> books = List.of(in, out);

    @Test
    void betweenIsTheDifferenceOfMeans() {
        Direction b = Directions.classContrast(books, Map.of("in", 1., "out", 0.), LAYERS)
                .getFirst();

        assertThat(b.layer()).isEqualTo(3);
        assertThat(b.difference()).containsExactly(new float[] {4, 0}, within(1e-6f));
        assertThat(b.unit()).containsExactly(new float[] {1, 0}, within(1e-6f));
        assertThat(b.norm()).isCloseTo(4, within(1e-12));
    }

    @Test
    void betweenWeighsBooksByTheirResponsibility() {
        Direction b = Directions.classContrast(books, Map.of("in", .75, "out", .5), LAYERS)
                .getFirst();

        // inside: (.75 (10, 2) + .5 (3, 3)) / (.75 * 2 + .5 * 3); outside: (.25 (10, 2) + .5 (3,
        // 3)) / (.25 * 2 + .5 * 3)
        assertThat(b.difference()).containsExactly(new float[] {3 - 2, 1 - 1}, within(1e-6f));
    }

    @Test
    void seedWordDirectionFollowsTheLogarithmOfTheSeedWords() {
        BookSums naming = new BookSums("naming", LAYERS, 2);
        naming.add(new float[][] {{1, 5}}, 0, 0);
        naming.add(new float[][] {{3, 5}}, 0, 1);
        BookSums silent = book("silent", new float[][] {{8, 1}, {0, 9}}, .1, .7);

        Direction w = Directions.seedWords(List.of(naming, silent), LAYERS)
                .orElseThrow()
                .getFirst();

        // log 2 / 2 and x (-1, 0), (1, 0) about their means
        double deviation = Math.log(2) / 2;
        double scale = 1 / Math.sqrt(2 * deviation * deviation * 4);
        assertThat(w.difference()).containsExactly(new float[] {(float) (2 * deviation * scale), 0}, within(1e-6f));
    }

    @Test
    void corpusIsBooksOutsideMinusTheModelsUnsteeredTexts() {
        BookSums own = book("own", new float[][] {{2, -3}}, 0);

        Direction f = Directions.corpus(books, Map.of("in", 1., "out", 0.), own, LAYERS)
                .getFirst();

        assertThat(f.difference()).containsExactly(new float[] {-1, 4}, within(1e-6f));
    }

    @Test
    void residualCorrectionIsPassagesThatNameTheConceptMinusSteeredTexts() {
        BookSums naming = new BookSums("naming", LAYERS, 2);
        naming.add(new float[][] {{4, 1}}, 0, 1);
        naming.add(new float[][] {{7, 4}}, 0, 3);
        naming.add(new float[][] {{90, -50}}, 0, 0);
        BookSums steered = book("own", new float[][] {{1, 1}, {3, 1}}, 0, 0);

        Direction r = Directions.residual(List.of(naming), steered, LAYERS)
                .orElseThrow()
                .getFirst();

        // log 2 and log 4 weigh as 1 and 2
        assertThat(r.difference()).containsExactly(new float[] {6 - 2, 3 - 1}, within(1e-5f));
    }

    @Test
    void typicalNormIsTheRootMeanSquaredDistanceFromTheMean() {
        // passages about their mean (2.6, 1): squared distances 2.96, 12.56, 7.76, 7.76, .16
        assertThat(Directions.typicalNorm(books, 3)).isCloseTo(Math.sqrt(31.2 / 5), within(1e-12));
    }

    @Test
    void aMixtureAddsStrengths() {
        List<Direction> a = List.of(new Direction(3, new float[] {1, 0}, 9, 2));
        List<Direction> b = List.of(new Direction(3, new float[] {0, 1}, 7, 2));

        Direction mix = Directions.mix(List.of(a, b), .3, .4).getFirst();

        assertThat(mix.strength()).isCloseTo(.5, within(1e-7));
        assertThat(mix.steering(mix.strength())).containsExactly(new float[] {.6f, .8f}, within(1e-6f));
    }

    @Test
    void translationUsesTheMatrixAndNeverTheOffset() {
        StitchMap map = new StitchMap(3, 7, new float[][] {{1, 0}, {0, 2}, {1, 1}}, new float[] {100, 100, 100});

        Direction there = new Direction(3, new float[] {1, 0}, 4, 2).through(map, 11);

        assertThat(there.layer()).isEqualTo(7);
        assertThat(there.typicalNorm()).isEqualTo(11);
        assertThat(there.difference()).containsExactly(new float[] {4, 0, 4}, within(1e-5f));
    }

    @Test
    void mergedSumsGiveWhatAllBooksGive() {
        Map<String, Double> r = Map.of("in", .75, "out", .25);
        BookSums texts = book("own", new float[][] {{1, 2}}, 0);
        BookSums naming = new BookSums("naming", LAYERS, 2);
        naming.add(new float[][] {{1, 5}}, 0, 0);
        naming.add(new float[][] {{3, 5}}, 0, 1);
        List<BookSums> all = List.of(in, out, naming);
        ContrastSums contrast = new ContrastSums(LAYERS, 2);
        SeedWordSums seedWords = new SeedWordSums(LAYERS, 2);
        all.forEach(book -> {
            contrast.merge(ContrastSums.of(List.of(book), r, LAYERS));
            seedWords.merge(SeedWordSums.of(List.of(book), LAYERS));
        });

        assertAlike(Directions.classContrast(contrast), Directions.classContrast(all, r, LAYERS));
        assertAlike(Directions.corpus(contrast, texts), Directions.corpus(all, r, texts, LAYERS));
        assertAlike(
                Directions.seedWords(seedWords).orElseThrow(),
                Directions.seedWords(all, LAYERS).orElseThrow());
        assertAlike(
                Directions.residual(seedWords, texts).orElseThrow(),
                Directions.residual(all, texts, LAYERS).orElseThrow());
    }

    private static void assertAlike(List<Direction> some, List<Direction> others) {
        Direction one = some.getFirst();
        Direction other = others.getFirst();
        assertThat(one.unit()).containsExactly(other.unit(), within(1e-6f));
        assertThat(one.norm()).isCloseTo(other.norm(), within(1e-12));
        assertThat(one.typicalNorm()).isCloseTo(other.typicalNorm(), within(1e-12));
    }

    @Test
    void saysWhyThereIsNoDirection() {
        refuses(() -> Directions.classContrast(books, Map.of("in", 0., "out", 0.), LAYERS), "No passage lies in");
        refuses(() -> Directions.classContrast(books, Map.of("in", 1.5, "out", 0.), LAYERS), "between 0 and 1");
        refuses(() -> Directions.classContrast(List.of(in), Map.of("in", .5), LAYERS), "no direction");
        refuses(() -> Directions.classContrast(books, Map.of("in", 1., "out", 0.), new int[] {4}), "not layer 4");
        assertThat(Directions.seedWords(books, LAYERS))
                .as("no passage holds a seed word")
                .isEmpty();
        refuses(
                () -> Directions.corpus(books, Map.of("in", 1., "out", 0.), book("own", new float[0][]), LAYERS),
                "unsteered");
        assertThat(Directions.residual(books, book("own", new float[][] {{1, 2}}, 0), LAYERS))
                .as("no passage holds a seed word")
                .isEmpty();
    }

    private static void refuses(Runnable what, String why) {
        assertThatThrownBy(what::run).isInstanceOf(BadInputException.class).hasMessageContaining(why);
    }

    private static BookSums book(String id, float[][] passages, double... z) {
        BookSums sums = new BookSums(id, LAYERS, 2);
        for (int p = 0; p < passages.length; p++) {
            sums.add(new float[][] {passages[p]}, z[p]);
        }
        return sums;
    }
}
