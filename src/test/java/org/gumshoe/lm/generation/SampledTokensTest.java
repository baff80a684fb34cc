// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.lm.tokenizer.EncodedText;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.junit.jupiter.api.Test;

class SampledTokensTest {
    private static final double[] PROBABILITIES = {.4, .3, .2, .1};
    private static final int DRAWS = 4000;

    private static float[] logits() {
        float[] logits = new float[PROBABILITIES.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (5 + Math.log(PROBABILITIES[i]));
        }
        return logits;
    }

    /** Shares of the tokens over many seeds. */
    private static double[] shares(double temperature, double topP) {
        double[] shares = new double[PROBABILITIES.length];
        IntStream.range(0, DRAWS).forEach(seed -> {
            Prompt prompt = new Prompt("", 1, new Sampling(temperature, topP, seed), List.of());
            ActiveSequence sequence = new ActiveSequence(0, prompt, new int[] {0}, new Silent());
            shares[(int) SampledTokens.of(List.of(sequence), logits()).tokens()[0]] += 1. / DRAWS;
        });
        return shares;
    }

    @Test
    void aSingleSequenceIsDrawnFromItsNucleus() {
        // the first three have .9, the least set of .85
        assertThat(shares(1, .85)).containsExactly(new double[] {.4 / .9, .3 / .9, .2 / .9, 0}, within(.03));
        assertThat(shares(1, 1)).containsExactly(PROBABILITIES, within(.03));
    }

    @Test
    void aTemperatureSharpensBeforeTheNucleusIsCut() {
        // at temperature 1/2 probabilities are squared: .16, .09, .04, .01 of .3; the first two
        // have .83
        assertThat(shares(.5, .8)).containsExactly(new double[] {.64, .36, 0, 0}, within(.03));
    }

    private static final class Silent implements Tokenizer {
        @Override
        public String token(int id) {
            return "";
        }

        @Override
        public int[] encode(String text) {
            return new int[0];
        }

        @Override
        public int[] encodeWithoutSpecial(String text) {
            return new int[0];
        }

        @Override
        public int bosId() {
            return -1;
        }

        @Override
        public EncodedText encodeWithOffsets(String text) {
            return new EncodedText(new int[0], new int[0]);
        }

        @Override
        public String decode(int[] ids) {
            return "";
        }

        @Override
        public Set<Integer> stopTokens() {
            return Set.of();
        }
    }
}
