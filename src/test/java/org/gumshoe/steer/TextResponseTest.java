// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.gumshoe.steer.TextResponse.Reading;
import org.junit.jupiter.api.Test;

class TextResponseTest {
    private final TextResponse response = new TextResponse(.2, new Reading(.4, .1, .1), new Reading(.2, .2, .2));

    @Property(tries = 100)
    void strengthsAreFoundAgain(
            @ForAll @DoubleRange(min = .02, max = .39) double contrast,
            @ForAll @DoubleRange(min = .01, max = .39) double words) {
        Mixture solved = response.solve(response.foreseen(new Mixture(0, contrast, words, 0)), 9);

        assertThat(solved.classContrast()).isCloseTo(contrast, within(TextResponse.STEP));
        assertThat(solved.seedWords()).isCloseTo(words, within(TextResponse.STEP));
        assertThat(solved.corpus() + solved.residual()).isZero();
    }

    @Property(tries = 100)
    void noOtherStrengthsWithinTheBoundsAreNearer(
            @ForAll @DoubleRange(min = -2, max = 2) double first,
            @ForAll @DoubleRange(min = -2, max = 2) double second,
            @ForAll @DoubleRange(min = TextResponse.LEAST, max = TextResponse.MOST) double contrast,
            @ForAll @DoubleRange(min = 0, max = TextResponse.MOST) double words) {
        Reading target = new Reading(first, second, 0);
        Mixture solved = response.solve(target, 9);

        assertThat(solved.classContrast()).isBetween(TextResponse.LEAST, TextResponse.MOST);
        assertThat(solved.seedWords()).isBetween(0., TextResponse.MOST);
        assertThat(distance(target, solved))
                .isLessThanOrEqualTo(distance(target, new Mixture(0, contrast, words, 0)) + 2 * TextResponse.STEP);
    }

    @Property(tries = 100)
    void textsSurpriseNoMoreThanTheyMay(
            @ForAll @DoubleRange(min = 0, max = 2) double first,
            @ForAll @DoubleRange(min = 0, max = 2) double second,
            @ForAll @DoubleRange(min = .01, max = .6) double most) {
        Mixture solved = response.solve(new Reading(first, second, 0), most);

        assertThat(response.foreseen(solved).surprise()).isLessThanOrEqualTo(most);
    }

    @Test
    void theWeakestStrengthsAreNotTakenWhereOthersSurpriseLess() {
        TextResponse calming = new TextResponse(.2, new Reading(.4, .1, .5), new Reading(.2, .2, -.3));

        Mixture solved = calming.solve(new Reading(.01, .01, 0), 0);

        assertThat(calming.foreseen(solved).surprise()).isLessThanOrEqualTo(0);
        assertThat(solved.seedWords()).isPositive();
    }

    @Test
    void theBoundIsReached() {
        assertThat(response.solve(new Reading(9, 9, 0), 9)).isEqualTo(new Mixture(0, .4, .4, 0));
    }

    @Test
    void whereEverythingSurprisesTheWeakestStrengthsRemain() {
        assertThat(response.solve(new Reading(1, 1, 0), -1)).isEqualTo(new Mixture(0, TextResponse.LEAST, 0, 0));
    }

    private double distance(Reading target, Mixture mixture) {
        Reading reading = response.foreseen(mixture);
        return Math.hypot(target.classContrast() - reading.classContrast(), target.seedWords() - reading.seedWords());
    }

    @Test
    void directionsThatDoTheSameShareNothingOut() {
        TextResponse same = new TextResponse(.2, new Reading(.4, .2, 0), new Reading(.4, .2, 0));

        Mixture solved = same.solve(new Reading(.2, .1, 0), 0);

        assertThat(solved.classContrast() + solved.seedWords()).isCloseTo(.1, within(1e-9));
    }

    @Test
    void readingsAreInTypicalNormsBeyondOwnTexts() {
        Direction first = Direction.of(3, new double[] {5, 0}, 2);
        Direction second = Direction.of(3, new double[] {0, -1}, 4);

        Reading reading = TextResponse.reading(first, second, new double[] {3, 1}, new double[] {1, -1}, .3);

        assertThat(reading).isEqualTo(new Reading(1, -.5, .3));
    }

    @Test
    void theCertificateIsTheShareThatWasForeseen() {
        assertThat(new Reading(.3, .4, 1).r2(new Reading(.3, .4, 0))).isEqualTo(1);
        assertThat(new Reading(.3, .4, 1).r2(new Reading(0, 0, 0))).isZero();
        assertThat(new Reading(.3, .4, 1).r2(new Reading(.3, .3, 0))).isCloseTo(.96, within(1e-9));
    }
}
