// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextSums;
import org.junit.jupiter.api.Test;

/** Test on a model whose texts read one and a half times what is added at the two steered layers. */
class SolvedArmTest {
    private static final int[] LAYERS = {7, 8};
    private static final double[] PLAIN = {1, -1, 2};
    private static final double NORM = 2;

    private final Mixture.Parts parts = new Mixture.Parts(List.of(), along(0), along(1), List.of());

    @Test
    void textsReadWhatWasAskedFor() {
        SeedWordSums cluster = cluster(PLAIN[0] + 1.5 * NORM * 2 * .1, PLAIN[1] + 1.5 * NORM * .3, 9);

        SolvedArm solved = SolvedArm.solve(parts, cluster, texts(new double[3]), arm -> texts(added(arm)))
                .orElseThrow();

        assertThat(solved.strengths().mixture().classContrast()).isCloseTo(.1, within(2e-3));
        assertThat(solved.strengths().mixture().seedWords()).isCloseTo(.3, within(2e-3));
        assertThat(solved.arm().name()).isEqualTo("solved");
        assertThat(solved.certificate(texts(added(solved.arm()))).get("solvedForeseen"))
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void textsSurpriseAsMuchAsTheyMay() {
        SeedWordSums cluster = cluster(PLAIN[0], PLAIN[1] + 1.5 * NORM * .3, 9);

        SolvedArm solved = SolvedArm.solve(
                        parts, cluster, texts(new double[3], 3), arm -> texts(added(arm), 3 + .4 * added(arm)[1]))
                .orElseThrow();

        // at the full strength of .3 they would surprise by .24 nats
        assertThat(solved.strengths().foreseen().surprise()).isCloseTo(Math.log(1.1), within(2e-3));
    }

    @Test
    void nothingIsSolvedWithoutSeedWordsOrTexts() {
        SeedWordSums none = SeedWordSums.of(List.of(), LAYERS);

        assertThat(SolvedArm.solve(parts, none, texts(new double[3]), arm -> texts(added(arm))))
                .isEmpty();
        TextSums few = new TextSums(texts(new double[3]).activations(), 0, 15);
        assertThat(SolvedArm.solve(parts, cluster(1, 1, 1), few, arm -> texts(added(arm))))
                .isEmpty();
    }

    @Test
    void theCertificateTellsWhenTextsReadSomethingElse() {
        SeedWordSums cluster = cluster(PLAIN[0] + 1, PLAIN[1] + 1, 0);
        SolvedArm solved = SolvedArm.solve(parts, cluster, texts(new double[3]), arm -> texts(added(arm)))
                .orElseThrow();

        Map<String, Double> figures = solved.certificate(texts(new double[] {-1, -1, 0}));

        assertThat(figures).containsOnlyKeys("solvedForeseen", "solvedSurprise");
        assertThat(figures.get("solvedForeseen")).isNegative();
    }

    private static double[] added(SteeringArm arm) {
        double[] sum = new double[PLAIN.length];
        for (Injection injection : arm.injections()) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += injection.vector()[d];
            }
        }
        return sum;
    }

    private static SeedWordSums cluster(double... passage) {
        float[] read = new float[passage.length];
        for (int d = 0; d < read.length; d++) {
            read[d] = (float) passage[d];
        }
        BookSums book = new BookSums("book", LAYERS, PLAIN.length);
        book.add(new float[][] {read, read}, 0, 1);
        return SeedWordSums.of(List.of(book), LAYERS);
    }

    private static TextSums texts(double[] added) {
        return texts(added, 0);
    }

    private static TextSums texts(double[] added, double surprise) {
        BookSums texts = new BookSums("texts", LAYERS, PLAIN.length);
        float[] read = new float[PLAIN.length];
        for (int d = 0; d < read.length; d++) {
            read[d] = (float) (PLAIN[d] + 1.5 * added[d]);
        }
        texts.add(new float[][] {read, read}, 0);
        return new TextSums(texts, 16 * surprise, 16);
    }

    private static List<Direction> along(int axis) {
        float[] unit = new float[PLAIN.length];
        unit[axis] = 1;
        return Stream.of(7, 8).map(layer -> new Direction(layer, unit, 5, NORM)).toList();
    }
}
