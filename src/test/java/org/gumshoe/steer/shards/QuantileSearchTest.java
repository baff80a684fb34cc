// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.GroupMoments;
import org.junit.jupiter.api.Test;

class QuantileSearchTest {
    private static final double[] SHARES = {.95, .9, .8, .65, .5, 0, 1};

    /** Largest answer so far: sums and single values. */
    private int largest;

    private int questions;

    @Test
    void findsWhatSortingFinds() {
        for (int n : new int[] {1, 2, 3, 10, 82, 5_000, 200_000}) {
            double[] scores =
                    new Random(n).doubles(n).map(u -> Math.log(u + 1e-9)).toArray();
            double[] standard = n < 3 ? new double[n] : Statistics.standard(scores, "scores");
            largest = 0;
            questions = 0;

            double[] found = find(standard, 3);

            for (int i = 0; i < SHARES.length; i++) {
                assertThat(found[i]).isEqualTo(Statistics.quantile(standard, SHARES[i]));
            }
            assertThat(largest).isLessThanOrEqualTo(4096);
            assertThat(questions).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void manyEqualScoresAreOne() {
        double[] scores = new double[30_000];
        Arrays.fill(scores, 0, 20_000, -.7);
        Arrays.fill(scores, 20_000, 30_000, 1.4);

        double[] found = find(scores, 2);

        for (int i = 0; i < SHARES.length; i++) {
            assertThat(found[i]).isCloseTo(Statistics.quantile(scores, SHARES[i]), within(1e-12));
        }
    }

    /** Searches scores that lie in shards. */
    private double[] find(double[] scores, int count) {
        Random random = new Random(1);
        int[] shardOf = random.ints(scores.length, 0, count).toArray();
        Map<BookShard, double[]> inShard = new HashMap<>();
        for (int s = 0; s < count; s++) {
            int shard = s;
            inShard.put(
                    BookShard.of(PassageSource.NONE, GroupMoments.BY_BOOK),
                    IntStream.range(0, scores.length)
                            .filter(i -> shardOf[i] == shard)
                            .mapToDouble(i -> scores[i])
                            .toArray());
        }
        Shards shards = Shards.of(List.copyOf(inShard.keySet()));
        return QuantileSearch.find(
                question -> {
                    Answer answer = shards.ask(question);
                    largest = Math.max(largest, answer.sums().length + answer.values().length);
                    questions++;
                    return answer;
                },
                inShard::get,
                scores.length,
                SHARES);
    }
}
