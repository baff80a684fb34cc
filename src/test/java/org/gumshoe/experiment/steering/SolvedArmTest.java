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
import org.junit.jupiter.api.Test;

/** Test on a model whose texts read one and a half times what is added at the two steered layers. */
class SolvedArmTest {
    private static final int[] LAYERS = {7, 8};
    private static final double[] PLAIN = {1, -1, 2};
    private static final double NORM = 2;

    private final Mixture.Parts parts = new Mixture.Parts(List.of(), along(0), along(1), List.of());

    @Test
    void textsReadWhatWasAskedFor() {
        double[] target = {PLAIN[0] + 1.5 * NORM * 2 * .1, PLAIN[1] + 1.5 * NORM * .3, 9};

        SolvedArm solved = SolvedArm.solve(parts, target, texts(new double[3]), arm -> texts(added(arm)));

        assertThat(solved.mixture().classContrast()).isCloseTo(.1, within(1e-6));
        assertThat(solved.mixture().seedWords()).isCloseTo(.3, within(1e-6));
        assertThat(solved.arm().name()).isEqualTo("solved");
        assertThat(solved.certificate(texts(added(solved.arm()))).get("solvedForeseen"))
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void theCertificateTellsWhenTextsReadSomethingElse() {
        double[] target = {PLAIN[0] + 1, PLAIN[1] + 1, 0};
        SolvedArm solved = SolvedArm.solve(parts, target, texts(new double[3]), arm -> texts(added(arm)));

        Map<String, Double> figures = solved.certificate(texts(new double[] {-1, -1, 0}));

        assertThat(figures).containsOnlyKeys("solvedClassContrast", "solvedSeedWords", "solvedForeseen");
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

    private static BookSums texts(double[] added) {
        BookSums texts = new BookSums("texts", LAYERS, PLAIN.length);
        float[] read = new float[PLAIN.length];
        for (int d = 0; d < read.length; d++) {
            read[d] = (float) (PLAIN[d] + 1.5 * added[d]);
        }
        texts.add(new float[][] {read, read}, 0);
        return texts;
    }

    private static List<Direction> along(int axis) {
        float[] unit = new float[PLAIN.length];
        unit[axis] = 1;
        return Stream.of(7, 8).map(layer -> new Direction(layer, unit, 5, NORM)).toList();
    }
}
