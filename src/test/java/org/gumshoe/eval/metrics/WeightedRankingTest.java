// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedRankingTest {
    @Test
    void aGroupThatIsDrawnTwiceCountsAsItsCasesTwice() {
        Random random = new Random(3);
        int cases = 60;
        boolean[] positive = new boolean[cases];
        double[] score = new double[cases];
        int[] group = new int[cases];
        for (int i = 0; i < cases; i++) {
            positive[i] = random.nextBoolean();
            score[i] = random.nextInt(12) + (positive[i] ? 3 : 0);
            group[i] = i / 6;
        }
        double[] weights = {0, 1, 2, 0, 3, 1, 1, 0, 2, 1};
        int[] drawn = IntStream.range(0, cases)
                .flatMap(i -> IntStream.range(0, (int) weights[group[i]]).map(time -> i))
                .toArray();
        boolean[] repeatedPositive = new boolean[drawn.length];
        double[] repeatedScore = new double[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            repeatedPositive[i] = positive[drawn[i]];
            repeatedScore[i] = score[drawn[i]];
        }

        WeightedRanking ranking = new WeightedRanking(positive, score, group);

        assertThat(ranking.auc(weights)).isCloseTo(RankingMetrics.auc(repeatedPositive, repeatedScore), within(1e-12));
        assertThat(ranking.averagePrecision(weights))
                .isCloseTo(RankingMetrics.averagePrecision(repeatedPositive, repeatedScore), within(1e-12));
    }

    @Test
    void withoutAClassThereIsNoMetric() {
        WeightedRanking ranking =
                new WeightedRanking(new boolean[] {true, false}, new double[] {2, 1}, new int[] {0, 1});

        assertThat(ranking.auc(new double[] {0, 1})).isNaN();
        assertThat(ranking.auc(new double[] {1, 0})).isNaN();
        assertThat(ranking.averagePrecision(new double[] {0, 1})).isNaN();
        assertThat(ranking.averagePrecision(new double[] {1, 0})).isNaN();
    }
}
