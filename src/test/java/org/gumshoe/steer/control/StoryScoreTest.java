// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class StoryScoreTest {
    private static TextReading text(float concept, float words, double nll, double repeated) {
        return new TextReading(Map.of(3, new float[] {concept, words}), nll, repeated);
    }

    private static StoryScore score() {
        return score(true);
    }

    private static StoryScore score(boolean likelihood) {
        return new StoryScore(
                List.of(
                        new ReadOut(3, new float[] {1, 0}, 10, 2, Double.POSITIVE_INFINITY),
                        new ReadOut(3, new float[] {0, 1}, 0, 1, 3)),
                likelihood);
    }

    @Test
    void likelihoodCountsOnlyWhereItIsAskedFor() {
        List<TextReading> texts = List.of(text(12, 1, 3, 0), text(12, 1, 3, 0), text(12, 1, 9, 0));

        assertThat(score(false).of(texts)[2]).isEqualTo(score(false).of(texts)[0]);
        assertThat(score(true).of(texts)[2]).isLessThan(score(true).of(texts)[0]);
    }

    @Test
    void theConceptsReadingsAreCountedInDeviations() {
        double[] scores = score().of(List.of(text(12, 1, 3, 0), text(12, 3, 3, 0)));

        assertThat(scores).containsExactly(new double[] {2, 4}, within(1e-9));
    }

    @Test
    void aReadingBeyondThatOfTheConceptsPassagesGainsNothing() {
        double[] scores = score().of(List.of(text(12, 3, 3, 0), text(12, 9, 3, 0)));

        assertThat(scores[1]).isEqualTo(scores[0]);
        assertThat(score().best(List.of(text(12, 3, 3, 0), text(12, 9, 3, 0))))
                .as("of equal ones the first, which is steered least")
                .isZero();
    }

    @Test
    void anUnlikelyTextAndOneThatRepeatsItselfLose() {
        TextReading plain = text(12, 1, 3, 0);

        assertThat(score().best(List.of(text(12, 1, 3.6, 0), plain, plain))).isEqualTo(1);
        assertThat(score().best(List.of(text(12, 1, 3, .2), plain, plain))).isEqualTo(1);
        assertThat(score().of(List.of(text(12, 1, 1, 0), plain, plain))[0])
                .as("a likelier text than the others gains nothing, since it is bland")
                .isEqualTo(score().of(List.of(plain, plain, plain))[0]);
    }

    @Test
    void aReadOutThatDoesNotFitTheModelIsRefused() {
        ReadOut wide = new ReadOut(3, new float[3], 0, 1, 1);

        assertThatThrownBy(() -> wide.of(text(1, 1, 1, 0)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("does not fit this model");
        assertThatThrownBy(() -> new ReadOut(3, new float[3], 0, 1, 1e9))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no passage can be");
        assertThatThrownBy(() -> new ReadOut(3, new float[3], 0, 1, Double.NaN)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new ReadOut(3, new float[3], 0, 0, 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("reads nothing");
    }

    @Test
    void repetitionIsTheShareOfTriplesThatWereThereBefore() {
        assertThat(RepeatedWords.of("He said so, and he went home.")).isZero();
        assertThat(RepeatedWords.of("He went home. He went home. HE WENT HOME!"))
                .isCloseTo(4. / 7, within(1e-9));
        assertThat(RepeatedWords.of("")).isZero();
    }
}
