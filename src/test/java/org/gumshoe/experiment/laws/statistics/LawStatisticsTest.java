// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.junit.jupiter.api.Test;

class LawStatisticsTest {
    private final Random random = new Random(1);

    @Test
    void aNaturalLatentHasNoErrors() {
        Map<String, double[]> passages = new TreeMap<>();
        Map<String, Double> latent = new TreeMap<>();
        for (int book = 0; book < 400; book++) {
            double l = random.nextGaussian();
            latent.put("book " + book, l);
            passages.put("book " + book, passages(l, .01));
        }

        NaturalLatent errors = NaturalLatent.of(passages, latent);

        assertThat(errors.mediation()).isLessThan(.01);
        // each passage tells all but a ten-thousandth of the latent's variance
        assertThat(errors.redundancy()).isLessThan(1);
        assertThat(NaturalLatent.information(0)).isZero();
    }

    @Test
    void passagesThatShareMoreThanTheLatentAreNotMediated() {
        Map<String, double[]> passages = new TreeMap<>();
        Map<String, Double> latent = new TreeMap<>();
        for (int book = 0; book < 400; book++) {
            double l = random.nextGaussian();
            latent.put("book " + book, l);
            passages.put("book " + book, passages(l + random.nextGaussian(), .3));
        }

        assertThat(NaturalLatent.of(passages, latent).mediation()).isGreaterThan(.5);
    }

    @Test
    void noisyPassagesAreNotRedundant() {
        Map<String, double[]> quiet = new TreeMap<>();
        Map<String, double[]> noisy = new TreeMap<>();
        Map<String, Double> latent = new TreeMap<>();
        for (int book = 0; book < 400; book++) {
            double l = random.nextGaussian();
            latent.put("book " + book, l + .3 * random.nextGaussian());
            quiet.put("book " + book, passages(l, .05));
            noisy.put("book " + book, passages(l, 1));
        }

        assertThat(NaturalLatent.of(quiet, latent).redundancy())
                .isLessThan(NaturalLatent.of(noisy, latent).redundancy() / 5);
    }

    private double[] passages(double mean, double noise) {
        return IntStream.range(0, 5)
                .mapToDouble(i -> mean + noise * random.nextGaussian())
                .toArray();
    }

    @Test
    void ranksAreSpearmans() {
        assertThat(RankCorrelation.ranks(new double[] {3, 1, 1, 9})).containsExactly(3, 1.5, 1.5, 4);
        double[] x = random.doubles(40).toArray();
        double[] grown =
                IntStream.range(0, 40).mapToDouble(i -> Math.exp(5 * x[i])).toArray();

        LawsResults.Rank same = RankCorrelation.of("x", "y", x, grown);
        LawsResults.Rank none =
                RankCorrelation.of("x", "y", x, random.doubles(40).toArray());

        assertThat(same.correlation().value()).isCloseTo(1, within(1e-12));
        assertThat(same.nullBand()).isBetween(.2, .45);
        assertThat(Math.abs(none.correlation().value())).isLessThan(.45);
    }

    @Test
    void aPowerLawIsFoundAgain() {
        double[] n = {10, 20, 40, 80};
        double[] y =
                IntStream.range(0, 4).mapToDouble(i -> .8 / Math.sqrt(n[i])).toArray();

        assertThat(PowerLaw.fit(n, y).p()).isCloseTo(.5, within(1e-9));
        assertThat(PowerLaw.fit(n, y).c()).isCloseTo(.8, within(1e-9));
        assertThat(PowerLaw.squareRoot(n, y)).isCloseTo(.8, within(1e-9));
    }

    @Test
    void anAlarmIsChosenOnSomeConceptsAndJudgedOnOthers() {
        List<AlarmSkill.Run> runs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            boolean choosing = i < 40;
            boolean failed = i % 4 == 0;
            runs.add(new AlarmSkill.Run("concept " + i / 10, choosing, failed, failed ? 1 : 2 + i % 3));
        }

        LawsResults.Alarm alarm = AlarmSkill.of(runs);

        assertThat(alarm.failed()).isEqualTo(15);
        assertThat(alarm.auc().value()).isEqualTo(1);
        assertThat(alarm.noticed().value()).isEqualTo(1);
        assertThat(alarm.flagged().value()).isZero();
        assertThat(AlarmSkill.threshold(IntStream.range(0, 100).asDoubleStream().toArray()))
                .isEqualTo(5);
    }

    @Test
    void meansOverConceptsLeaveOutWhatIsUndefined() {
        double[] means =
                ConceptMeans.of(List.of(new double[] {1, 1}, new double[] {3, 3}, new double[] {Double.NaN, 2}));

        assertThat(means[0]).isEqualTo(2);
        assertThat(means[1]).isBetween(1., 3.);
    }

    @Test
    void aRatioOfMeansIsDrawnByGroup() {
        Figure ratio = MeanFigure.ratio(new String[] {"a", "a", "b"}, new double[] {1, 3, 2}, new double[] {2, 2, 4});

        assertThat(ratio.value()).isCloseTo(.75, within(1e-12));
        assertThat(ratio.low()).isCloseTo(.5, within(1e-12));
        assertThat(ratio.high()).isCloseTo(1, within(1e-12));
        assertThat(MeanFigure.of(new double[] {1, 2, 6}).value()).isCloseTo(3, within(1e-12));
        assertThat(MeanFigure.of(new double[0]).value()).isNaN();
    }
}
