// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class ResponsibilitiesTest {
    @Test
    void theBookAtTheQuantileIsHalfIn() {
        // logarithms evenly spaced: standardised scores -sqrt(3/2), 0, sqrt(3/2); the median book
        // sits at the quantile
        Map<String, Double> r = Responsibilities.ofBooks(Map.of("a", .0099, "b", .0999, "c", .9999), .5);

        double outer = 1 / (1 + Math.exp(-Math.sqrt(1.5) / .5));
        assertThat(r.get("a")).isCloseTo(1 - outer, within(1e-9));
        assertThat(r.get("b")).isCloseTo(.5, within(1e-9));
        assertThat(r.get("c")).isCloseTo(outer, within(1e-9));
        assertThat(r.keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void withoutAPrevalenceItIsTheMeanOverSeveral() {
        Map<String, Double> scores = Map.of("a", .01, "b", .02, "c", .05, "d", .6, "e", .0);

        Map<String, Double> r = Responsibilities.ofBooks(scores, null);

        for (String book : scores.keySet()) {
            double mean = 0;
            for (double q : new double[] {.05, .1, .2, .35, .5}) {
                mean += Responsibilities.ofBooks(scores, q).get(book) / 5;
            }
            assertThat(r.get(book)).isCloseTo(mean, within(1e-12));
        }
    }

    @Test
    void stabilityIsTheCorrelationOverSharedBooks() {
        var before = Map.of("a", .1, "b", .5, "c", .9, "gone", 1.);

        assertThat(Responsibilities.stability(before, Map.of("a", .2, "b", .6, "c", 1., "new", 0.)))
                .isCloseTo(1, within(1e-12));
        assertThat(Responsibilities.stability(before, Map.of("a", .9, "b", .5, "c", .1)))
                .isCloseTo(-1, within(1e-12));
        assertThat(Responsibilities.stability(before, Map.of("a", .9, "b", .5, "new", .1)))
                .isNaN();
    }

    @Test
    void saysWhatIsWrong() {
        refuses(Map.of("a", .1, "b", .1), null, "all equal");
        refuses(Map.of("a", .1), null, "all equal");
        refuses(Map.of("a", .1, "b", Double.NaN), null, "not a share");
        refuses(Map.of("a", .1, "b", .2), 1., "between 0 and 1");
    }

    private static void refuses(Map<String, Double> scores, Double prevalence, String why) {
        assertThatThrownBy(() -> Responsibilities.ofBooks(scores, prevalence))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theLikeliestAreThoseAboveHalfAndAtLeastAFew() {
        Map<String, Double> books = Map.of("a", .9, "b", .2, "c", .6, "d", .6, "e", .1);

        assertThat(Responsibilities.likeliest(books, 1)).containsExactly("a", "c", "d");
        assertThat(Responsibilities.likeliest(books, 4)).containsExactly("a", "c", "d", "b");
        assertThat(Responsibilities.likeliest(books, 9)).hasSize(5);
    }
}
