// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final double[] PROBABILITIES = {.05, .5, .2, .15, .1};

    private static float[] logProbs() {
        float[] logProbs = new float[PROBABILITIES.length + 2];
        for (int i = 0; i < PROBABILITIES.length; i++) {
            logProbs[i + 1] = (float) Math.log(PROBABILITIES[i]);
        }
        return logProbs; // the first and the last belong to other rows
    }

    private static double[] shares(Sampling sampling) {
        SplittableRandom random = new SplittableRandom(sampling.seed());
        double[] shares = new double[PROBABILITIES.length];
        int draws = 40_000;
        for (int i = 0; i < draws; i++) {
            shares[Sampler.pick(logProbs(), 1, PROBABILITIES.length, sampling, random.nextDouble())] += 1.0 / draws;
        }
        return shares;
    }

    @Test
    void greedyTakesTheLikeliest() {
        assertThat(Sampler.pick(logProbs(), 1, PROBABILITIES.length, Sampling.greedy(), .99))
                .isEqualTo(1);
    }

    @Test
    void drawsInProportion() {
        assertThat(shares(new Sampling(1, 1, 3))).containsExactly(PROBABILITIES, within(.01));
    }

    @Test
    void temperatureSharpens() {
        // p^2 / sum of p^2, of temperature 1/2
        assertThat(shares(new Sampling(.5, 1, 4)))
                .containsExactly(new double[] {.0077, .7692, .1231, .0692, .0308}, within(.01));
    }

    @Test
    void theNucleusIsTheFewestLikeliestThatHoldTheShare() {
        // .5 + .2 holds less than .8, .5 + .2 + .15 holds it
        assertThat(shares(new Sampling(1, .8, 5)))
                .containsExactly(new double[] {0, .5 / .85, .2 / .85, .15 / .85, 0}, within(.01));
        assertThat(shares(new Sampling(1, .01, 6))[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void refusesWhatIsNoSampling() {
        assertThatThrownBy(() -> new Sampling(-1, 1, 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Sampling(Double.NaN, 1, 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Sampling(1, 0, 0)).isInstanceOf(BadInputException.class);
    }
}
