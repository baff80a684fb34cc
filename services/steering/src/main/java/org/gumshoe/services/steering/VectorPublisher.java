// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.basin.Restarts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publisher of vectors: a vector that differs from the current one gets the next version. A refined
 * vector that has diverged never replaces a good one of the same model; it is published as kind
 * {@code refined-diverged} until a refinement is good again.
 */
final class VectorPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(VectorPublisher.class);

    /**
     * Diagnosis key: correlation of the books' responsibilities with those of the previous
     * refinement.
     */
    private static final String STABILITY = "stability";

    /** Diagnosis key: version of the last good vector, which stays in use. */
    private static final String KEPT = "keptVersion";

    private final PublishedVectors published;
    private final Consumer<SteeringQuestion> commands;

    /** @param commands takes what the partitions are to publish, in the same transaction as its vector */
    VectorPublisher(PublishedVectors published, Consumer<SteeringQuestion> commands) {
        this.published = published;
        this.commands = commands;
    }

    /**
     * Publishes a candidate if it differs from the current vector.
     *
     * @param causes of all changes since the last solution, the latest first
     */
    void publish(ConceptVectors.Candidate candidate, List<Cause> causes, long now) {
        SteeringVector vector = candidate.vector();
        vector.setWeakVersion(weakVersion(vector));
        if (vector.getKind().equals(VectorKind.REFINED.wireName())) {
            publishRefined(candidate, causes, now);
            return;
        }
        Optional<SteeringVector> before = published.beside(vector, VectorKind.of(vector.getKind()));
        if (before.isEmpty() || !isSame(vector, before.get())) {
            send(vector, before.orElse(null), causes, now);
        }
    }

    /**
     * Returns the version of the weak model's latest refinement that the stitch map translated; 0
     * without one.
     */
    private long weakVersion(SteeringVector vector) {
        return vector.getStitchVersion() == 0
                ? 0
                : published
                        .newestRefinement(vector.getConcept(), ModelRole.WEAK)
                        .map(SteeringVector::getVersion)
                        .orElse(0L);
    }

    /**
     * Publishes a refined vector. Kinds {@code refined} and {@code refined-diverged} share one
     * count of versions: the number of the refinement.
     */
    private void publishRefined(ConceptVectors.Candidate refined, List<Cause> causes, long now) {
        SteeringVector vector = refined.vector();
        Optional<SteeringVector> inForce = published.beside(vector, VectorKind.REFINED);
        Optional<SteeringVector> diverged = published.beside(vector, VectorKind.REFINED_DIVERGED);
        Optional<SteeringVector> kept = inForce.filter(good ->
                vector.getDiverged() && !good.getDiverged() && good.getModel().equals(vector.getModel()));
        kept.ifPresent(good -> {
            vector.setKind(VectorKind.REFINED_DIVERGED.wireName());
            vector.getDiagnosis().put(KEPT, (double) good.getVersion());
        });
        Optional<SteeringVector> newest = diverged.or(() -> inForce);
        if (newest.filter(before -> before.getKind().equals(vector.getKind()) && isSame(vector, before))
                .isPresent()) {
            return;
        }
        if (kept.isEmpty()) {
            diverged.ifPresent(former -> published.delete(former, now));
        }
        ConceptVectors.Scores scores = refined.scores().orElseThrow();
        if (Double.isFinite(scores.stability())) {
            vector.getDiagnosis().put(STABILITY, scores.stability());
        }
        send(vector, newest.orElse(null), causes, now);
        if (vector.getDiverged()) {
            // no new ones follow
            deleteDirectionsOfOtherModels(vector, now);
        }
        scores.command().setVersion(vector.getVersion());
        commands.accept(scores.command());
        kept.ifPresent(good -> LOG.info(
                "Refinement {} of {} has diverged; version {} is kept",
                vector.getVersion(),
                VectorKey.of(vector).format(),
                good.getVersion()));
    }

    /** Deletes the single directions of a former model, by which stories would still ask for it. */
    private void deleteDirectionsOfOtherModels(SteeringVector refined, long now) {
        Stream.of(VectorKind.CLASS_CONTRAST, VectorKind.SEED_WORDS)
                .flatMap(kind -> published.beside(refined, kind).stream())
                .filter(single -> !single.getModel().equals(refined.getModel()))
                .forEach(single -> published.delete(single, now));
    }

    private void send(SteeringVector vector, SteeringVector beforeOrNull, List<Cause> causes, long now) {
        vector.setVersion(beforeOrNull == null ? 1 : beforeOrNull.getVersion() + 1);
        vector.setCosineToPrevious(beforeOrNull == null ? null : cosine(vector, beforeOrNull));
        vector.setCauses(ChangeCauses.of(vector, beforeOrNull, causes, now));
        vector.setPublishedAt(now);
        published.put(vector, now);
        LOG.info(
                "Vector {} version {} from {} passages",
                VectorKey.of(vector).format(),
                vector.getVersion(),
                vector.getPassages());
    }

    /** Returns whether two vectors differ at most in what describes their history. */
    private static boolean isSame(SteeringVector vector, SteeringVector before) {
        return SteeringVector.newBuilder(vector)
                .setVersion(before.getVersion())
                .setCosineToPrevious(before.getCosineToPrevious())
                .setDiagnosis(withoutHistory(vector))
                .setCauses(before.getCauses())
                .setPublishedAt(before.getPublishedAt())
                .build()
                .equals(SteeringVector.newBuilder(before)
                        .setDiagnosis(withoutHistory(before))
                        .build());
    }

    private static Map<String, Double> withoutHistory(SteeringVector vector) {
        Map<String, Double> diagnosis = new HashMap<>(vector.getDiagnosis());
        diagnosis.keySet().removeAll(Set.of(STABILITY, KEPT));
        diagnosis.keySet().removeAll(Restarts.FIGURES);
        return diagnosis;
    }

    /** Returns the mean cosine over layers that both have; NaN when they share none. */
    static double cosine(SteeringVector one, SteeringVector other) {
        Map<Integer, float[]> others = new HashMap<>();
        other.getLayers().forEach(layer -> others.put(layer.getLayer(), FloatLists.array(layer.getDirection())));
        return one.getLayers().stream()
                .filter(layer -> others.containsKey(layer.getLayer()))
                .filter(layer -> others.get(layer.getLayer()).length
                        == layer.getDirection().size())
                .mapToDouble(
                        layer -> Cosine.plain(FloatLists.array(layer.getDirection()), others.get(layer.getLayer())))
                .average()
                .orElse(Double.NaN);
    }
}
