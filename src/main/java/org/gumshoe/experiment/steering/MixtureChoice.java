// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.SteeringResults;

/** Choice among the mixtures that were tried. */
final class MixtureChoice {
    private MixtureChoice() {}

    /**
     * Tried mixture.
     *
     * @param share of its texts that are story, detective and (where measured) content at once
     * @param error standard error of that share
     * @param perplexityRatio over the unsteered texts, by the model for which it is larger
     */
    record Tried(double share, double error, double perplexityRatio) {
        static Tried of(SteeringResults.Arm arm, SteeringResults.Arm unsteered) {
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
            return perplexityRatio <= SteeringResults.FLUENT;
        }
    }

    /**
     * Chooses by the one standard error rule (Breiman et al. 1984): of the fluent mixtures whose
     * share of texts that are story, detective and (where measured) content at once is within one
     * standard error of the largest share, the most fluent one. A smaller difference is chance, and
     * perplexity varies more than that between the halves of the openings. When none is fluent, the
     * most fluent of all.
     *
     * @return its index
     */
    static int of(List<SteeringResults.Arm> tried, SteeringResults.Arm unsteered) {
        return of(tried.stream().map(arm -> Tried.of(arm, unsteered)).toList());
    }

    static int of(List<Tried> tried) {
        double enough = tried.stream()
                .filter(Tried::fluent)
                .max(Comparator.comparingDouble(Tried::share))
                .map(best -> best.share - best.error)
                .orElse(Double.NEGATIVE_INFINITY);
        return IntStream.range(0, tried.size())
                .filter(i -> tried.get(i).share >= enough)
                .boxed()
                .min(Comparator.comparingDouble(i -> tried.get(i).perplexityRatio))
                .orElseThrow();
    }

    /**
     * Returns the choice of a rule without labels, the strongest fluent mixture; empty when none is
     * fluent.
     */
    static String strongestFluent(List<SteeringResults.Arm> tried, SteeringResults.Arm unsteered) {
        return tried.stream()
                .filter(arm -> Tried.of(arm, unsteered).fluent())
                .max(Comparator.comparingDouble(arm -> arm.strengths().stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0)))
                .map(SteeringResults.Arm::arm)
                .orElse("");
    }
}
