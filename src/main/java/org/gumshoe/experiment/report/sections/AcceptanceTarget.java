// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.sections.ResultsLookup.arm;
import static org.gumshoe.experiment.report.sections.ResultsLookup.score;

import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.LayerPair;
import org.gumshoe.experiment.results.SteeringResults.Arm;

/** Acceptance target: a bound for a figure, beside the measured value. */
record AcceptanceTarget(String claim, double measured, Bound bound, double limit) {
    private static final double ROUNDING = 1e-9;

    enum Bound {
        LEAST("\u2265"),
        ABOVE(">"),
        MOST("\u2264");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    String verdict() {
        if (Double.isNaN(measured)) {
            return "not measured";
        }
        boolean met =
                switch (bound) {
                    case LEAST -> measured >= limit - ROUNDING;
                    case ABOVE -> measured > limit + ROUNDING;
                    case MOST -> measured <= limit + ROUNDING;
                };
        return met ? "met" : "not met";
    }

    /** Returns the target and its verdict, to be put in brackets after a figure. */
    String remark() {
        return "target " + wanted() + ": " + verdict();
    }

    String wanted() {
        return bound.sign + " " + NumberFormats.decimals(limit, limit == Math.rint(limit) ? 0 : 2);
    }

    static AcceptanceTarget least(String claim, double measured, double limit) {
        return new AcceptanceTarget(claim, measured, Bound.LEAST, limit);
    }

    static AcceptanceTarget above(String claim, double measured, double limit) {
        return new AcceptanceTarget(claim, measured, Bound.ABOVE, limit);
    }

    static AcceptanceTarget most(String claim, double measured, double limit) {
        return new AcceptanceTarget(claim, measured, Bound.MOST, limit);
    }

    static List<AcceptanceTarget> of(ExperimentResults results) {
        return Stream.of(scores(results), basin(results), rare(results), layers(results), steering(results))
                .flatMap(List::stream)
                .toList();
    }

    static AcceptanceTarget refined(ExperimentResults results) {
        return least(
                "passage AUC, refined strong model",
                score(results, "refined-strong", ArmScores::passageAuc).value(),
                .88);
    }

    static AcceptanceTarget pgr(ExperimentResults results) {
        return least(
                "performance gap recovered, AUC",
                results.weakToStrong() == null
                        ? Double.NaN
                        : results.weakToStrong().pgrAuc(),
                .9);
    }

    static AcceptanceTarget radius(ExperimentResults results) {
        return least(
                "radius of the basin, share of noise",
                results.basin() == null ? Double.NaN : results.basin().radius(),
                .8);
    }

    static AcceptanceTarget transfer(ExperimentResults results) {
        return least(
                "transfer: effect of the translated vector / effect of the oracle",
                results.steering() == null ? Double.NaN : results.steering().transfer(),
                .8);
    }

    /**
     * Returns the target for the joint share of the best minus that of unsteered texts, on story
     * openings.
     */
    static AcceptanceTarget joint(ExperimentResults results) {
        return least(
                "joint share, best minus unsteered, story openings",
                arm(results, "best", "story").joint()
                        - arm(results, "unsteered", "story").joint(),
                .25);
    }

    static AcceptanceTarget rejection(ExperimentResults results) {
        return above(
                "joint share, refined minus rejection sampling, story openings",
                arm(results, "refined", "story").joint()
                        - arm(results, "rejection", "story").joint(),
                0);
    }

    private static List<AcceptanceTarget> scores(ExperimentResults results) {
        return List.of(
                refined(results),
                pgr(results),
                least(
                        "book AUC, refined strong model",
                        score(results, "refined-strong", ArmScores::bookAuc).value(),
                        .98));
    }

    private static List<AcceptanceTarget> basin(ExperimentResults results) {
        DiagnosisOutcomes outcomes = DiagnosisOutcomes.of(ResultsLookup.all(
                results.basin() == null ? null : results.basin().starts()));
        return List.of(
                radius(results),
                least("share of failed runs reported as diverged", outcomes.shareNoticed(), .9),
                most("share of good runs reported as diverged", outcomes.shareFlagged(), .2));
    }

    private static List<AcceptanceTarget> rare(ExperimentResults results) {
        RareDraws rare = RareDraws.of(ResultsLookup.all(results.data()));
        return List.of(
                least("fewest positive books, draws not reported: mean gain over LDA", rare.meanGain(), .06),
                most("fewest positive books, draws not reported: share without gain", rare.lost(), 0));
    }

    private static List<AcceptanceTarget> layers(ExperimentResults results) {
        LayerPair chosen = ResultsLookup.chosen(results);
        double unknown = Double.NaN;
        return List.of(
                least(
                        "cosine of translated to native vector, chosen layers",
                        chosen == null ? unknown : chosen.cosineToNative(),
                        .95),
                most(
                        "the same through the map of shuffled pairs",
                        chosen == null ? unknown : chosen.cosineShuffled(),
                        .35));
    }

    private static List<AcceptanceTarget> steering(ExperimentResults results) {
        Arm unsteered = arm(results, "unsteered", "story");
        Arm best = arm(results, "best", "story");
        Arm translated = arm(results, "translated", "story");
        double unknown = Double.NaN;
        return List.of(
                least(
                        "AUC of the judge of stories",
                        results.judges() == null ? unknown : results.judges().storyAuc(),
                        .9),
                least(
                        "AUC of the judge of the concept among fiction",
                        results.judges() == null ? unknown : results.judges().detectiveAuc(),
                        .85),
                transfer(results),
                least(
                        "translated above random, in standard errors",
                        errorsAbove(translated, arm(results, "random", "story")),
                        2),
                least(
                        "translated above shuffled, in standard errors",
                        errorsAbove(translated, arm(results, "shuffled", "story")),
                        2),
                joint(results),
                above(
                        "joint share, best minus prompt, story openings",
                        best.joint() - arm(results, "prompt", "story").joint(),
                        0),
                least("content share, best, story openings", best.content(), .35),
                most(
                        "perplexity, best / unsteered, by the model that wrote",
                        best.perplexity() / unsteered.perplexity(),
                        1.1),
                most(
                        "perplexity, best / unsteered, by the other model",
                        best.perplexityOther() / unsteered.perplexityOther(),
                        1.1),
                least(
                        "joint share, best, short openings",
                        arm(results, "best", "short").joint(),
                        .5),
                rejection(results));
    }

    private static double errorsAbove(Arm arm, Arm other) {
        double error = Math.hypot(arm.detectiveSe(), other.detectiveSe());
        return error > 0 ? (arm.detective() - other.detective()) / error : Double.NaN;
    }
}
