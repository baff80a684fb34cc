// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.junit.jupiter.api.Test;

class DocumentCompletionTest {
    private static TopicModel model(float[][] lambda) {
        return new TopicModel(
                1, 2, new String[] {"lamp", "rose"}, lambda, new float[] {.5f, .5f}, .1f, 10, 2, -1, List.of());
    }

    private static BagOfWords repeated(String word, int times) {
        return BagOfWords.of(Collections.nCopies(times, word));
    }

    @Test
    void uninformativeTopicsPredictByWordFrequency() {
        TopicModel model = model(new float[][] {{30, 30}, {10, 10}});

        DocumentCompletion measured = DocumentCompletion.of(model, List.of(repeated("lamp", 40), repeated("rose", 40)));

        long lamps = Math.round(
                (measured.logLikelihood() - measured.tokens() * Math.log(.25)) / (Math.log(.75) - Math.log(.25)));
        assertThat(measured.tokens()).isBetween(20L, 60L);
        assertThat(measured.logLikelihood())
                .isCloseTo(lamps * Math.log(.75) + (measured.tokens() - lamps) * Math.log(.25), within(1e-6));
        assertThat(measured.perplexity()).isBetween(1 / .75, 1 / .25);
    }

    @Test
    void oneHalfPredictsTheOther() {
        TopicModel apart = model(new float[][] {{1000, .001f}, {.001f, 1000}});

        DocumentCompletion measured =
                DocumentCompletion.of(apart, List.of(repeated("lamp", 200), repeated("rose", 200)));

        // about 100 words are seen, so theta is 100.5 / 101 on their topic
        assertThat(measured.perplexity()).isCloseTo(101 / 100.5, within(.002));
    }

    @Test
    void skipsUnknownWordsAndPassagesOfOneWord() {
        TopicModel model = model(new float[][] {{30, 30}, {10, 10}});

        DocumentCompletion measured = DocumentCompletion.of(
                model, List.of(repeated("ship", 7), BagOfWords.of(List.of()), repeated("lamp", 1)));

        assertThat(measured.unknown()).isEqualTo(7);
        assertThat(measured.tokens()).isZero();
        assertThat(measured.perplexity()).isNaN();
    }
}
