// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.SteeringResults;
import org.junit.jupiter.api.Test;

/** Measures in the field's own terms, against figures that were worked out by hand. */
class FieldMeasuresTest {
    private static final Figure NONE = new Figure(.5, .5, .5);

    private static JudgedText text(int opening, double story, double detective, Boolean content, String text) {
        return new JudgedText(
                new Draft(opening, "It was late.", 1, text), story, detective, detective, content, null, null, null);
    }

    private static JudgedText diverging(double... divergences) {
        return new JudgedText(new Draft(0, "", 1, "He ran."), .5, .5, .5, true, null, null, divergences);
    }

    private static SteeringResults.Arm arm(List<JudgedText> texts) {
        return ArmStatistics.of(
                SteeringArm.plain("any", ""),
                "story",
                texts,
                texts,
                Map.of("toldApart", NONE, "mauve", new Figure(.25, .2, .3)),
                1);
    }

    @Test
    void ratesOnAxBenchsScale() {
        assertThat(TextRating.of(text(0, .9, .9, true, "The constable ran."))).isEqualTo(new TextRating(2, 2, 2));
        assertThat(TextRating.of(text(0, .5, .9, false, "The constable ran."))).isEqualTo(new TextRating(1, 2, 1));
        assertThat(TextRating.of(text(0, .2, .4, false, "The constable ran."))).isEqualTo(new TextRating(0, 2, 0));
        // one of fourteen triples comes again, then five of eight
        String once = "I saw him go there and then I heard what they said before I saw him";
        assertThat(TextRating.of(text(0, .9, .9, true, once)).fluency()).isEqualTo(1);
        assertThat(TextRating.of(text(0, .9, .9, true, "He ran off. He ran off. He ran off. He"))
                        .fluency())
                .isZero();
    }

    @Test
    void theHarmonicMeanIsNoHigherThanTheScalesWorstAllows() {
        assertThat(new TextRating(2, 2, 2).harmonicMean()).isEqualTo(2);
        assertThat(new TextRating(1, 2, 2).harmonicMean()).isCloseTo(1.5, within(1e-12));
        assertThat(new TextRating(1, 1, 2).harmonicMean()).isCloseTo(1.2, within(1e-12));
        assertThat(new TextRating(0, 2, 2).harmonicMean()).isZero();
    }

    @Test
    void seesTheSignsOfAPlot() {
        PlotSigns signs = PlotSigns.of(text(0, .9, .9, true, " Then old Mr. Brown came in. They waited for Brown."));
        assertThat(signs).isEqualTo(new PlotSigns(true, true, true));
        assertThat(signs.all()).isTrue();
        assertThat(PlotSigns.of(
                        text(0, .9, .9, true, " He saw Mr. Brown. It was cold on Monday. On Monday it rained.")))
                .isEqualTo(new PlotSigns(true, false, false));
        assertThat(PlotSigns.of(text(0, .9, .9, true, " He took it away. He took it away!")))
                .isEqualTo(new PlotSigns(false, false, true));
    }

    @Test
    void somebodyOfTheOpeningPersistsOnlyInTheText() {
        Draft draft = new Draft(0, "He met Brown. It was Brown who spoke.", 1, " Nobody listened.");
        assertThat(PlotSigns.of(new JudgedText(draft, .9, .9, .9, true, null, null, null))
                        .personsPersist())
                .isFalse();
        assertThat(PlotSigns.of(new JudgedText(
                                draft.with(" Nobody listened to Brown."), .9, .9, .9, true, null, null, null))
                        .personsPersist())
                .isTrue();
    }

    @Test
    void divergencesAreQuantilesOverAllTokens() {
        List<JudgedText> texts = List.of(diverging(0, 1, 2), diverging(3, 4), text(1, .5, .5, true, "Not measured."));

        Map<String, Figure> measured = arm(texts).intervals();

        assertThat(measured.get("divergenceMedian").value()).isEqualTo(2);
        assertThat(measured.get("divergenceHigh").value()).isCloseTo(3.8, within(1e-9));
    }

    @Test
    void armsHaveMeansOfRatingsAndTheirClosenessToRealPassages() {
        List<JudgedText> texts =
                List.of(text(0, .9, .9, true, "The constable ran."), text(1, .9, .1, false, "The garden was green."));

        SteeringResults.Arm arm = arm(texts);

        assertThat(arm.intervals().get("ratedConcept").value()).isEqualTo(1);
        assertThat(arm.intervals().get("ratedFluency").value()).isEqualTo(2);
        assertThat(arm.intervals().get("rated").value()).isEqualTo(1);
        assertThat(arm.intervals().get("plot").value()).isZero();
        assertThat(arm.intervals().get("mauve").value()).isEqualTo(.25);
        assertThat(arm.intervals().get("divergenceMedian").value()).isNaN();
        assertThat(arm.toldApart()).isEqualTo(.5);
    }

    @Test
    void mauveTellsOneSourceFromAnother() {
        List<JudgedText> real = new ArrayList<>();
        List<JudgedText> alike = new ArrayList<>();
        List<JudgedText> other = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            real.add(text(i % 6, .9, .9, true, i % 2 == 0 ? "rain" : "fog"));
            alike.add(text(i % 8, .9, .9, true, i % 2 == 0 ? "fog" : "rain"));
            other.add(text(i % 8, .9, .9, true, "sun"));
        }
        MauveToReal mauve = new MauveToReal(real, FieldMeasuresTest::encode);

        assertThat(mauve.of(alike).value()).isGreaterThan(.95);
        assertThat(mauve.ofReal().low()).isBetween(0., 1.);
        assertThat(mauve.of(other).value()).isLessThan(.5);
        assertThat(new MauveToReal(List.of(), FieldMeasuresTest::encode)
                        .of(other)
                        .value())
                .isNaN();
    }

    /** Rain and fog are near to each other, the sun is far. */
    private static float[] encode(String word) {
        return switch (word) {
            case "rain" -> new float[] {1, .1f, 0};
            case "fog" -> new float[] {1, -.1f, 0};
            default -> new float[] {0, .05f, 1};
        };
    }
}
