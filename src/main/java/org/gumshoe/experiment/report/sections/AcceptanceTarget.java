// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import static org.gumshoe.experiment.report.sections.ResultsLookup.arm;
import static org.gumshoe.experiment.report.sections.ResultsLookup.score;

import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ExperimentResults.Arm;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.LayerPair;

/** A figure that was asked for, beside the one that was measured. */
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
        return met ? "met" : "falls short";
    }

    /** The target and its verdict, for a sentence in brackets. */
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
                "passage AUC, refined in the strong model",
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
                "transfer: effect of the translated vector over the oracle's",
                results.steering() == null ? Double.NaN : results.steering().transfer(),
                .8);
    }

    /** Joint share of the mixture over that of no steering, on story openings. */
    static AcceptanceTarget joint(ExperimentResults results) {
        return least(
                "joint share of the mixture over unsteered, story openings",
                arm(results, "mixture", "story").joint()
                        - arm(results, "unsteered", "story").joint(),
                .25);
    }

    static AcceptanceTarget rejection(ExperimentResults results) {
        return above(
                "joint share of the refined vector over rejection sampling, story openings",
                arm(results, "refined", "story").joint()
                        - arm(results, "rejection", "story").joint(),
                0);
    }

    private static List<AcceptanceTarget> scores(ExperimentResults results) {
        return List.of(
                refined(results),
                pgr(results),
                least(
                        "book AUC, refined in the strong model",
                        score(results, "refined-strong", ArmScores::bookAuc).value(),
                        .98));
    }

    private static List<AcceptanceTarget> basin(ExperimentResults results) {
        DiagnosisOutcomes outcomes = DiagnosisOutcomes.of(ResultsLookup.all(
                results.basin() == null ? null : results.basin().starts()));
        return List.of(
                radius(results),
                least("failed starts that are reported as diverged", outcomes.shareNoticed(), .9),
                most("good starts that are reported as diverged", outcomes.shareFlagged(), .2));
    }

    private static List<AcceptanceTarget> rare(ExperimentResults results) {
        RareDraws rare = RareDraws.of(ResultsLookup.all(results.data()));
        return List.of(
                least("mean gain over LDA of the rarest draws not reported", rare.meanGain(), .06),
                most("share of the rarest draws not reported that end at or below LDA", rare.lost(), 0));
    }

    private static List<AcceptanceTarget> layers(ExperimentResults results) {
        LayerPair chosen = ResultsLookup.chosen(results);
        double no = Double.NaN;
        return List.of(
                least(
                        "cosine of translated to native, chosen layers",
                        chosen == null ? no : chosen.cosineToNative(),
                        .95),
                most("the same through a shuffled map", chosen == null ? no : chosen.cosineShuffled(), .35));
    }

    private static List<AcceptanceTarget> steering(ExperimentResults results) {
        Arm unsteered = arm(results, "unsteered", "story");
        Arm mixture = arm(results, "mixture", "story");
        Arm translated = arm(results, "translated", "story");
        double no = Double.NaN;
        return List.of(
                least(
                        "judge of stories, AUC",
                        results.judges() == null ? no : results.judges().storyAuc(),
                        .9),
                least(
                        "judge of the concept among fiction, AUC",
                        results.judges() == null ? no : results.judges().detectiveAuc(),
                        .85),
                transfer(results),
                least(
                        "translated above the random arm, standard errors",
                        errorsAbove(translated, arm(results, "random", "story")),
                        2),
                least(
                        "translated above the shuffled arm, standard errors",
                        errorsAbove(translated, arm(results, "shuffled", "story")),
                        2),
                joint(results),
                above(
                        "joint share of the mixture over prompt alone, story openings",
                        mixture.joint() - arm(results, "prompt", "story").joint(),
                        0),
                least("content share of the mixture, story openings", mixture.content(), .35),
                most(
                        "perplexity of the mixture over unsteered, by itself",
                        mixture.perplexity() / unsteered.perplexity(),
                        1.1),
                most("the same by the other model", mixture.perplexityOther() / unsteered.perplexityOther(), 1.1),
                least(
                        "joint share of the mixture, short openings",
                        arm(results, "mixture", "short").joint(),
                        .5),
                rejection(results));
    }

    private static double errorsAbove(Arm arm, Arm other) {
        double error = Math.hypot(arm.detectiveSe(), other.detectiveSe());
        return error > 0 ? (arm.detective() - other.detective()) / error : Double.NaN;
    }
}
