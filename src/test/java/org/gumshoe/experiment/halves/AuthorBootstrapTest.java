// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gumshoe.eval.metrics.WeightedRanking;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.junit.jupiter.api.Test;

class AuthorBootstrapTest {
    /** Two positive authors, one ranked above and one below all the others. */
    private static final WeightedRanking HALF = new WeightedRanking(
            new boolean[] {true, false, false, true}, new double[] {3, 2, 2, 1}, new int[] {0, 1, 2, 3});

    private static final AuthorBootstrap BOOTSTRAP =
            new AuthorBootstrap(new boolean[] {true, false, false, true}, 4000, 1);

    @Test
    void theDistributionIsTheOneThatCanBeWorkedOut() {
        double[] values = BOOTSTRAP.values(List.of(HALF::auc));

        // the AUC is the share of the first author among two draws from the two positive ones
        assertThat(values[0]).isEqualTo(.5);
        double[] drawn = Arrays.copyOfRange(values, 1, values.length);
        assertThat(share(drawn, 0)).isCloseTo(.25, within(.03));
        assertThat(share(drawn, .5)).isCloseTo(.5, within(.03));
        assertThat(share(drawn, 1)).isCloseTo(.25, within(.03));
        assertThat(AuthorBootstrap.figure(values)).isEqualTo(new Figure(.5, 0, 1));
    }

    @Test
    void moreHalvingsOfTheSameAuthorsAreNotMoreAuthors() {
        List<ToDoubleFunction<double[]>> ten = Collections.nCopies(10, HALF::auc);

        assertThat(AuthorBootstrap.figure(BOOTSTRAP.values(ten)))
                .isEqualTo(AuthorBootstrap.figure(BOOTSTRAP.values(List.of(HALF::auc))));
    }

    @Test
    void aHalfWhosePositiveAuthorsWereNotDrawnIsLeftOut() {
        WeightedRanking alone = new WeightedRanking(new boolean[] {true, false}, new double[] {2, 1}, new int[] {0, 1});

        double[] values = BOOTSTRAP.values(List.of(alone::auc));

        assertThat(Arrays.stream(values).filter(Double::isNaN).count()).isBetween(1L, 3000L);
        assertThat(AuthorBootstrap.figure(values)).isEqualTo(new Figure(1, 1, 1));
    }

    @Test
    void differencesArePaired() {
        double[] one = {.8, .9, .7, .6};
        double[] other = {.7, .8, .6, .5};

        Figure difference = AuthorBootstrap.difference(one, other);

        assertThat(difference.value()).isCloseTo(.1, within(1e-12));
        assertThat(difference.low()).isCloseTo(.1, within(1e-12));
        assertThat(difference.high()).isCloseTo(.1, within(1e-12));
    }

    @Test
    void theGapRecoveredIsTheArmsShareOfTheWayToTheCeiling() {
        Figure recovered = AuthorBootstrap.gapRecovered(
                new double[] {.85, .9, .8}, new double[] {.75, .8, .8}, new double[] {.95, .9, .9});

        assertThat(recovered.value()).isCloseTo(.5, within(1e-12));
        assertThat(recovered.low()).isBetween(0., .05);
        assertThat(recovered.high()).isBetween(.95, 1.);
    }

    private static double share(double[] values, double of) {
        return (double) Arrays.stream(values).filter(v -> v == of).count() / values.length;
    }
}
