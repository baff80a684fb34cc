// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.experiment.results.ExperimentResults;

/** Which of the mixtures that were tried is taken. */
final class MixtureChoice {
    private MixtureChoice() {}

    /**
     * What a mixture was like.
     *
     * @param good share of texts that are what was wanted, {@code error} its standard error
     * @param harder how many times as hard to foresee as the unsteered ones its texts are for the
     *     model that finds them the harder
     */
    record Tried(double good, double error, double harder) {
        static Tried of(ExperimentResults.Arm arm, ExperimentResults.Arm unsteered) {
            boolean known = !Double.isNaN(arm.allThree());
            ExperimentResults.Figure interval = arm.intervals().get(known ? "allThree" : "joint");
            return new Tried(
                    known ? arm.allThree() : arm.joint(),
                    (interval.high() - interval.low()) / (2 * 1.96),
                    Math.max(
                            arm.perplexity() / unsteered.perplexity(),
                            arm.perplexityOther() / unsteered.perplexityOther()));
        }

        private boolean fluent() {
            return harder <= ExperimentResults.Steering.FLUENT;
        }
    }

    /**
     * Of the fluent ones whose share of texts that are story, detective and (where its words are
     * known) content at once is within a standard error of the largest, the most fluent: what is
     * better by less is so by chance ("one standard error rule", Breiman et al. 1984), and
     * perplexity moves by more than that from one half of the openings to the other. When none is
     * fluent, the most fluent.
     *
     * @return its place
     */
    static int of(List<ExperimentResults.Arm> tried, ExperimentResults.Arm unsteered) {
        return of(tried.stream().map(arm -> Tried.of(arm, unsteered)).toList());
    }

    static int of(List<Tried> tried) {
        double enough = tried.stream()
                .filter(Tried::fluent)
                .max(Comparator.comparingDouble(Tried::good))
                .map(best -> best.good - best.error)
                .orElse(Double.NEGATIVE_INFINITY);
        return IntStream.range(0, tried.size())
                .filter(i -> tried.get(i).good >= enough)
                .boxed()
                .min(Comparator.comparingDouble(i -> tried.get(i).harder))
                .orElseThrow();
    }

    /** A rule without labels: the strongest of the fluent ones; empty when there is none. */
    static String strongestFluent(List<ExperimentResults.Arm> tried, ExperimentResults.Arm unsteered) {
        return tried.stream()
                .filter(arm -> Tried.of(arm, unsteered).fluent())
                .max(Comparator.comparingDouble(arm -> arm.strengths().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0)))
                .map(ExperimentResults.Arm::arm)
                .orElse("");
    }
}
