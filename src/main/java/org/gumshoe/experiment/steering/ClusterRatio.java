// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.plan.StoryOpenings.Kind;
import org.gumshoe.pipeline.ParticleSearch;
import org.gumshoe.steer.control.DensityRatio;
import org.gumshoe.steer.control.ReadOut;

/** Density ratio of the cluster's passages and the model's own texts by their beginnings; it weights particles. */
final class ClusterRatio {
    /** Texts of each kind that a density ratio is fitted on. */
    static final int OWN_TEXTS = 64;

    private static final int CLUSTER_TEXTS = 128;

    private ClusterRatio() {}

    /** Fits the ratio on openings that are not reported. */
    static TextSearch particles(SteeringPart.Fitted fitted, StoryRunner runner, SteeringArm unsteered) {
        Map<String, Double> members = fitted.concept().strong().responsibilities();
        List<Corpus.Labelled> cluster = fitted.corpus().books().stream()
                .filter(book -> members.getOrDefault(book.id(), 0.) > .5)
                .toList();
        List<Draft> own = SteeringRuns.forFitting(runner, unsteered, Kind.STORY, ownSeeds()).stream()
                .map(JudgedText::draft)
                .toList();
        int layer = fitted.layers().strong().layer();
        ReadOut ratio = DensityRatio.fit(
                layer,
                runner.beginnings(
                        RealPassages.of(cluster, CLUSTER_TEXTS, runner::cut).drafts(), layer),
                runner.beginnings(own, layer),
                fitted.layers().strong().deviation());
        return new TextSearch.Particles(ParticleSearch.Plan.DEFAULT, ratio);
    }

    static int ownSeeds() {
        return OWN_TEXTS / Kind.STORY.forFitting().length;
    }
}
