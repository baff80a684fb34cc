// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.refine.Responsibilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what has changed, under the next version. A refined vector that has diverged never
 * replaces a good one of the same model: it is published beside it, as kind
 * {@code refined-diverged}, until a refinement is good again.
 */
final class VectorPublisher {
    static final String DIVERGED = "refined-diverged";
    private static final Logger LOG = LoggerFactory.getLogger(VectorPublisher.class);

    /** Correlation of the books' responsibilities with those of the refinement before. */
    private static final String STABILITY = "stability";

    /** The version of the last good vector, which stays in force. */
    private static final String KEPT = "keptVersion";

    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, SteeringVector> published;
    private final KeyValueStore<String, RefinedScore> scores;

    VectorPublisher(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        published = context.getStateStore(SteeringTopology.PUBLISHED);
        scores = context.getStateStore(SteeringTopology.SCORES);
    }

    void publish(SteeringVector vector, List<Cause> causes, long now) {
        SteeringVector before = published.get(key(vector));
        if (before == null || !isSame(vector, before)) {
            send(vector, before, causes, now);
        }
    }

    /** What the vectors of a concept are made from now, by role. */
    Map<String, ModelReading> served(String concept) {
        Map<String, ModelReading> served = new HashMap<>();
        for (String role : List.of(ConceptVectors.WEAK, ConceptVectors.STRONG)) {
            SteeringVector own = published.get(concept + "|" + role + "|" + ConceptVectors.NATIVE);
            if (own != null) {
                served.put(
                        role,
                        new ModelReading(
                                own.getModel(),
                                own.getLayers().stream()
                                        .map(LayerDirection::getLayer)
                                        .toList()));
            }
        }
        return served;
    }

    boolean isMapped(String concept) {
        return published.get(concept + "|" + ConceptVectors.STRONG + "|" + ConceptVectors.TRANSLATED) != null;
    }

    /**
     * Versions of {@code refined} and {@code refined-diverged} count as one: the number of the
     * refinement.
     */
    void publish(ConceptVectors.Refined refined, List<Cause> causes, long now) {
        SteeringVector vector = refined.vector();
        SteeringVector inForce = published.get(key(vector));
        String lostKey = key(vector, DIVERGED);
        SteeringVector lost = published.get(lostKey);
        boolean keep = vector.getDiverged()
                && inForce != null
                && !inForce.getDiverged()
                && inForce.getModel().equals(vector.getModel());
        if (keep) {
            vector.setKind(DIVERGED);
            vector.getDiagnosis().put(KEPT, (double) inForce.getVersion());
        }
        SteeringVector newest = lost == null ? inForce : lost;
        if (newest != null && newest.getKind().equals(vector.getKind()) && isSame(vector, newest)) {
            return;
        }
        if (!keep && lost != null) {
            published.delete(lostKey);
            context.forward(new Record<>(lostKey, null, now), SteeringTopology.VECTORS);
        }
        double stability = Responsibilities.stability(responsibilities(vector), responsibilities(refined.scores()));
        if (Double.isFinite(stability)) {
            vector.getDiagnosis().put(STABILITY, stability);
        }
        send(vector, newest, causes, now);
        send(vector, refined.scores(), now);
        if (keep) {
            LOG.info(
                    "Refinement {} of {} has diverged; version {} is kept",
                    vector.getVersion(),
                    key(vector),
                    inForce.getVersion());
        }
    }

    private void send(SteeringVector vector, SteeringVector before, List<Cause> causes, long now) {
        String key = key(vector);
        vector.setVersion(before == null ? 1 : before.getVersion() + 1);
        vector.setCosineToPrevious(before == null ? null : cosine(vector, before));
        vector.setCauses(ChangeCauses.of(vector, before, causes, now));
        vector.setPublishedAt(now);
        published.put(key, vector);
        context.forward(new Record<>(key, vector, now), SteeringTopology.VECTORS);
        LOG.info("Vector {} version {} from {} passages", key, vector.getVersion(), vector.getPassages());
    }

    /**
     * All books of a version in order of their keys; those that are gone come first, as tombstones.
     */
    private void send(SteeringVector vector, List<RefinedScore> rows, long now) {
        Set<String> gone = new HashSet<>(former(vector).keySet());
        rows.forEach(row -> gone.remove(key(row)));
        gone.forEach(key -> {
            scores.delete(key);
            context.forward(new Record<>(key, null, now), SteeringTopology.SCORED);
        });
        for (RefinedScore row : rows) {
            row.setVersion(vector.getVersion());
            scores.put(key(row), row);
            context.forward(new Record<>(key(row), row, now), SteeringTopology.SCORED);
        }
    }

    private Map<String, RefinedScore> former(SteeringVector vector) {
        String prefix = vector.getConcept() + "|" + vector.getRole();
        Map<String, RefinedScore> former = new HashMap<>();
        try (KeyValueIterator<String, RefinedScore> all = scores.range(prefix + "|", prefix + "}")) {
            all.forEachRemaining(row -> former.put(row.key, row.value));
        }
        return former;
    }

    private Map<String, Double> responsibilities(SteeringVector vector) {
        return responsibilities(List.copyOf(former(vector).values()));
    }

    private static Map<String, Double> responsibilities(List<RefinedScore> rows) {
        Map<String, Double> responsibilities = new HashMap<>();
        rows.forEach(row -> responsibilities.put(row.getBook(), row.getResponsibility()));
        return responsibilities;
    }

    private static String key(RefinedScore row) {
        return row.getConcept() + "|" + row.getRole() + "|" + row.getBook();
    }

    private static String key(SteeringVector vector) {
        return key(vector, vector.getKind());
    }

    private static String key(SteeringVector vector, String kind) {
        return vector.getConcept() + "|" + vector.getRole() + "|" + kind;
    }

    /** Whether nothing would change but what is said of the version before. */
    private static boolean isSame(SteeringVector vector, SteeringVector before) {
        return SteeringVector.newBuilder(vector)
                .setVersion(before.getVersion())
                .setCosineToPrevious(before.getCosineToPrevious())
                .setDiagnosis(absolute(vector))
                .setCauses(before.getCauses())
                .setPublishedAt(before.getPublishedAt())
                .build()
                .equals(SteeringVector.newBuilder(before)
                        .setDiagnosis(absolute(before))
                        .build());
    }

    private static Map<String, Double> absolute(SteeringVector vector) {
        Map<String, Double> diagnosis = new HashMap<>(vector.getDiagnosis());
        diagnosis.keySet().removeAll(Set.of(STABILITY, KEPT));
        return diagnosis;
    }

    /** Mean over layers that both have; NaN when they share none. */
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
