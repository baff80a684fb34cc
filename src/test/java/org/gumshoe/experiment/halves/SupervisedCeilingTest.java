// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.eval.metrics.RankingMetrics;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.lm.ModelInfo;
import org.junit.jupiter.api.Test;

class SupervisedCeilingTest {
    private static final int WIDTH = 5;
    private static final int AUTHORS = 16;
    private static final String[] NAMES = new String[AUTHORS * 4];
    private static final Boolean[] LABELS = new Boolean[AUTHORS * 4];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            NAMES[i] = "author " + i / 4;
            LABELS[i] = i / 4 % 2 == 0;
        }
    }

    @Test
    void theReaderIsChosenByInnerFoldsOfTheFittedHalf() {
        // layer 1 tells the concept in the fitted half, layer 2 in the scored half alone
        ReaderFeatures features = new ReaderFeatures(activations(3, 0));
        float[][] unseen = activations(0, 3).at(2);

        SupervisedCeiling ceiling = SupervisedCeiling.choose(features, NAMES, LABELS);

        assertThat(ceiling.reader().layer()).isEqualTo(1);
        assertThat(ceiling.innerAuc()).isGreaterThan(.9);
        assertThat(ceiling.scores(unseen)).hasSize(unseen.length);
    }

    @Test
    void itReadsUnseenPassages() {
        SupervisedCeiling ceiling = SupervisedCeiling.choose(new ReaderFeatures(activations(3, 0)), NAMES, LABELS);
        boolean[] positive = new boolean[LABELS.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = LABELS[i];
        }

        double[] scores = ceiling.scores(activations(3, 0, 8).at(1));

        assertThat(RankingMetrics.auc(positive, scores)).isGreaterThan(.95);
    }

    @Test
    void everyReaderFitsAndBorderlinePassagesAreLeftOut() {
        ReaderFeatures features = new ReaderFeatures(activations(3, 0));
        int[] all = IntStream.range(0, LABELS.length).toArray();
        for (LinearReader reader : LinearReader.all(new int[] {1})) {
            double[] weights = reader.fit(features, all, LABELS);
            assertThat(Math.abs(weights[0])).as(reader.toString()).isGreaterThan(Math.abs(weights[2]));
            assertThat(weights[0]).as(reader.toString()).isPositive();
        }
        Boolean[] some = LABELS.clone();
        some[5] = null;
        assertThat(SupervisedCeiling.choose(features, NAMES, some).weights())
                .isNotEqualTo(SupervisedCeiling.choose(features, NAMES, LABELS).weights());
    }

    @Test
    void noAuthorIsInTwoFoldsAndEachFoldHasAPositiveOne() {
        int[] folds = SupervisedCeiling.folds(NAMES, LABELS);
        Map<String, Integer> ofAuthor = new HashMap<>();
        for (int i = 0; i < folds.length; i++) {
            Integer before = ofAuthor.put(NAMES[i], folds[i]);
            assertThat(before).isIn(null, folds[i]);
        }
        for (int fold = 0; fold < 4; fold++) {
            int f = fold;
            assertThat(IntStream.range(0, folds.length).anyMatch(i -> folds[i] == f && LABELS[i]))
                    .isTrue();
        }
    }

    private static PassageActivations activations(double inFirst, double inSecond) {
        return activations(inFirst, inSecond, 4);
    }

    private static PassageActivations activations(double inFirst, double inSecond, long seed) {
        Random random = new Random(seed);
        float[][][] rows = new float[NAMES.length][2][WIDTH];
        for (int i = 0; i < rows.length; i++) {
            for (int layer = 0; layer < 2; layer++) {
                for (int d = 0; d < WIDTH; d++) {
                    rows[i][layer][d] = (float) random.nextGaussian();
                }
                rows[i][layer][0] += (float) (LABELS[i] ? (layer == 0 ? inFirst : inSecond) : 0);
            }
        }
        return new PassageActivations(
                new ModelInfo("m", Path.of("m"), "m", "made-up", 2, WIDTH, 1, 1, "none", 1, 1, "F32", 1),
                new int[] {1, 2},
                rows);
    }
}
