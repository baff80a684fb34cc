// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.basin.LocalRadius;
import org.gumshoe.steer.basin.Restarts;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.TrainingLabels;

/**
 * Diagnosis of a refined vector.
 *
 * @param own books of the model that it was refined in
 * @param byLda labels of the books by the LDA alone
 * @param restarts of the refinements so far
 * @param refine the model's refinement, from another start
 */
record ConceptDiagnosis(
        ModelRole role,
        ModelBooks own,
        TrainingLabels.ByLda byLda,
        Restarts restarts,
        Function<Refinement.Start, Refinement.Solution> refine) {
    /** Seed of the clustering in the diagnosis; the same books give the same clusters. */
    private static final long CLUSTER_SEED = 1;

    /**
     * Returns the figures that need no labels; one that cannot be computed is missing. They cost one more
     * refinement: a restart.
     */
    Map<String, Double> of(
            Refinement.Solution solution, double agreement, Mixture.Parts parts, Optional<SolvedStrengths> solved) {
        Refinement.Diagnosis of = solution.diagnosis();
        Map<String, Double> values = new HashMap<>(
                Map.of("reliability", of.reliability(), "correlation", of.correlation(), "anchor", of.anchor()));
        values.put("agreement", agreement);
        own.words().ifPresent(asked -> {
            values.put("words", (double) asked.getWords().size());
            values.put("ldaShare", solution.ldaShare());
        });
        own.generated().ifPresent(texts -> values.put("ownTexts", (double) texts.count()));
        solved.ifPresent(strengths -> values.putAll(Map.of(
                "solvedClassContrast", strengths.mixture().classContrast(),
                "solvedSeedWords", strengths.mixture().seedWords(),
                "solvedSurpriseForeseen", strengths.foreseen().surprise())));
        own.steered()
                .filter(texts -> solved.isEmpty() && !parts.residual().isEmpty())
                .ifPresent(texts -> values.put("steeredTexts", (double) texts.count()));
        if (role == ModelRole.STRONG) {
            Outcome.attempt(() -> own.sums().clusters(byLda, own.refinedLayer(), CLUSTER_SEED))
                    .value()
                    .ifPresent(c -> values.putAll(Map.of("clusterJaccard", c.jaccard(), "clusterLift", c.lift())));
        }
        values.putAll(LocalRadius.next(restarts, solution, own.sums(), refine).figures());
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }
}
