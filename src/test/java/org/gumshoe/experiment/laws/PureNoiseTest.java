// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.steer.Statistics;
import org.junit.jupiter.api.Test;

class PureNoiseTest {
    private static final ConceptPointer POINTER = pointer(1000);

    private static ConceptPointer pointer(int passages) {
        double[] z = IntStream.range(0, passages).mapToDouble(i -> i).toArray();
        return new ConceptPointer(
                z, z.clone(), IntStream.range(0, passages).mapToDouble(i -> -i).toArray());
    }

    @Test
    void eachKindKeepsWhatItSays() {
        for (PureNoise.Kind kind : PureNoise.Kind.values()) {
            ConceptPointer noise = kind.of(POINTER, new Random(1));
            double together = Math.abs(Statistics.correlation(noise.strongWordsOrNull(), noise.weakWordsOrNull()));

            assertThat(Arrays.stream(noise.z()).min().orElseThrow())
                    .as("%s: topics are shares", kind)
                    .isNotNegative();
            assertThat(Statistics.correlation(noise.z(), POINTER.z()))
                    .as("%s: nothing of where the scores stood", kind)
                    .isCloseTo(0, within(.1));
            switch (kind) {
                case RESHUFFLED, NORMAL_TOGETHER ->
                    assertThat(together).as("%s", kind).isCloseTo(1, within(1e-9));
                case RESHUFFLED_APART, NORMAL ->
                    assertThat(together).as("%s", kind).isCloseTo(0, within(.1));
            }
            boolean keepsScores = IntStream.range(0, 1000).allMatch(i -> noise.z()[i] == Math.rint(noise.z()[i]));
            assertThat(keepsScores)
                    .as("%s: the distribution", kind)
                    .isEqualTo(kind == PureNoise.Kind.RESHUFFLED || kind == PureNoise.Kind.RESHUFFLED_APART);
        }
    }
}
