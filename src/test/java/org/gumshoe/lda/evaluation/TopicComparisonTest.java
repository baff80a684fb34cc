// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.junit.jupiter.api.Test;

class TopicComparisonTest {
    private static TopicModel model(String[] words, float[][] lambda) {
        int topics = lambda[0].length;
        float[] alpha = new float[topics];
        java.util.Arrays.fill(alpha, .1f);
        return new TopicModel(1, topics, words, lambda, alpha, .1f, 10, 2, -1, List.of());
    }

    private final TopicModel two =
            model(new String[] {"clue", "murder", "ship"}, new float[][] {{50, 1}, {50, 1}, {1, 98}});
    /**
     * Topic 0 of {@link #two} is its topic 2, topic 1 is split into 0 and 1; it knows another word.
     */
    private final TopicModel three = model(
            new String[] {"ship", "sail", "murder", "clue"},
            new float[][] {{90, 10, 1}, {10, 90, 1}, {1, 1, 49}, {1, 1, 49}});

    @Test
    void distancesMatchTheClosedForm() {
        TopicComparison self = TopicComparison.of(two, two, List.of());

        double affinity = 2 * Math.sqrt(50 / 101.0 * 1 / 100.0) + Math.sqrt(1 / 101.0 * 98 / 100.0);
        assertThat(self.wordDistance()[0][1]).isCloseTo(Math.sqrt(1 - affinity), within(1e-9));
        assertThat(self.wordDrift()).containsExactly(new double[2], within(1e-6));
        assertThat(self.successors()).containsExactly(0, 1);
        assertThat(TopicComparison.of(two, three, List.of()).wordDistance()[1][1])
                .isCloseTo(
                        Math.sqrt(1 - Math.sqrt(98 / 100.0 * 10 / 102.0) - 2 * Math.sqrt(1 / 100.0 * 1 / 102.0)),
                        within(1e-9));
    }

    @Test
    void alignsModelsOfDifferentKByPassages() {
        List<BagOfWords> shared = List.of(
                BagOfWords.of(Collections.nCopies(20, "murder")),
                BagOfWords.of(Collections.nCopies(30, "ship")),
                BagOfWords.of(Collections.nCopies(20, "clue")));

        TopicComparison comparison = TopicComparison.of(two, three, shared);

        assertThat(comparison.successors()).containsExactly(2, 0);
        assertThat(comparison.transitions()[0][2]).isGreaterThan(.9);
        assertThat(comparison.transitions()[1][0]).isGreaterThan(.8);
        for (double[] row : comparison.transitions()) {
            assertThat(java.util.Arrays.stream(row).sum()).isCloseTo(1, within(1e-9));
        }
    }
}
