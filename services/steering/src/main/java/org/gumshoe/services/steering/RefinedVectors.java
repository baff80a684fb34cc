// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.pipeline.StoryScores;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.TrainingLabels;

/**
 * Vectors of a concept that one model has refined: the mixture of its directions, and single directions. What the model
 * writes under the latter tells the strengths of the former.
 */
final class RefinedVectors {
    private final ModelRole role;
    private final ModelBooks own;
    private final VectorRecords records;
    private final VectorRecords.Lineage lineage;
    private final SteeringOptions options;
    private final TrainingLabels.Ranked inCluster;
    private final SeedWordSums cluster;
    private final Mixture.Parts parts;

    RefinedVectors(
            ModelRole role,
            ModelBooks own,
            VectorRecords records,
            VectorRecords.Lineage lineage,
            SteeringOptions options,
            TrainingLabels.Ranked inCluster) {
        this.role = role;
        this.own = own;
        this.records = records;
        this.lineage = lineage;
        this.options = options;
        this.inCluster = inCluster;
        cluster = own.sums().seedWords(inCluster, own.layers());
        parts = VectorBuilder.parts(
                own.sums().contrast(inCluster, own.layers()), cluster, own.generated(), own.steered());
    }

    /** Returns the mixture, at strengths that were solved once there are enough texts, else at those of the options. */
    SteeringVector mixed(Refinement.Solution solution, double agreement, ConceptDiagnosis diagnosis) {
        Optional<SolvedStrengths> solved = options.solved()
                ? SolvedStrengths.of(parts, cluster, own.texts(), options.mostPerplexity())
                : Optional.empty();
        List<Direction> mixed = solved.map(strengths -> strengths.mixture().of(parts))
                .orElseGet(() -> VectorBuilder.refined(parts, options.mixture(), options.corrected()));
        SteeringVector vector = records.record(role, VectorKind.REFINED, mixed, Direction::strength, Map.of(), lineage);
        vector.setDiverged(options.limits().diverged(solution.diagnosis(), agreement));
        vector.setDiagnosis(diagnosis.of(solution, agreement, parts, solved));
        vector.setControl(StoryControlWriter.record(
                StoryScores.of(own.sums(), own.refinedLayer(), solution.probe(), inCluster),
                solved.isPresent() ? StorySearch.Plan.SOLVED : StorySearch.Plan.DEFAULT));
        return vector;
    }

    /** Returns the vectors of the single directions. */
    List<SteeringVector> alone() {
        List<SteeringVector> vectors = new ArrayList<>();
        vectors.add(alone(VectorKind.CLASS_CONTRAST, parts.classContrast()));
        if (!parts.seedWords().isEmpty()) {
            vectors.add(alone(VectorKind.SEED_WORDS, parts.seedWordsAbove()));
        }
        return vectors;
    }

    private SteeringVector alone(VectorKind kind, List<Direction> directions) {
        return records.record(role, kind, directions, direction -> VectorBuilder.STRENGTH, Map.of(), lineage);
    }
}
