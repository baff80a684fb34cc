// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.gumshoe.services.common.traces.Traces;

/** Published vectors and refined scores: a view of their topics, and the way to change them. */
final class PublishedVectors {
    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, SteeringVector> vectors;
    private final KeyValueStore<String, RefinedScore> scores;
    private final ServiceSpans spans;

    PublishedVectors(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        vectors = context.getStateStore(SteeringTopology.PUBLISHED);
        scores = context.getStateStore(SteeringTopology.SCORES);
        spans = Traces.of(context.appConfigs()).service(SteeringService.NAME, "solve vector");
    }

    Optional<SteeringVector> find(String concept, ModelRole role, VectorKind kind) {
        return Optional.ofNullable(vectors.get(key(concept, role.wireName(), kind)));
    }

    /** Returns the vector of another kind with the same concept and model. */
    Optional<SteeringVector> beside(SteeringVector vector, VectorKind kind) {
        return Optional.ofNullable(vectors.get(key(vector.getConcept(), vector.getRole(), kind)));
    }

    /** Returns, by role, the readings that the current vectors of a concept are made from. */
    Map<ModelRole, ModelReading> readings(String concept) {
        Map<ModelRole, ModelReading> readings = new EnumMap<>(ModelRole.class);
        for (ModelRole role : ModelRole.values()) {
            find(concept, role, VectorKind.NATIVE)
                    .ifPresent(own -> readings.put(
                            role,
                            new ModelReading(
                                    own.getModel(),
                                    own.getLayers().stream()
                                            .map(LayerDirection::getLayer)
                                            .toList())));
        }
        return readings;
    }

    /** Returns the responsibilities of the books by the latest refinement of a vector's model. */
    Map<String, Double> responsibilities(SteeringVector vector) {
        return responsibilities(rows(vector).values());
    }

    static Map<String, Double> responsibilities(Collection<RefinedScore> rows) {
        Map<String, Double> responsibilities = new HashMap<>();
        rows.forEach(row -> responsibilities.put(row.getBook(), row.getResponsibility()));
        return responsibilities;
    }

    void put(SteeringVector vector, long now) {
        String key = VectorKey.of(vector).format();
        vectors.put(key, vector);
        context.forward(new Record<>(key, vector, now), SteeringTopology.VECTORS);
        spans.publish(vector);
    }

    void delete(SteeringVector vector, long now) {
        String key = VectorKey.of(vector).format();
        vectors.delete(key);
        context.forward(new Record<>(key, null, now), SteeringTopology.VECTORS);
    }

    /**
     * Replaces all refined scores of a vector's model, in the order of their keys. Books that are
     * gone come first, as tombstones.
     */
    void replaceScores(SteeringVector vector, List<RefinedScore> rows, long now) {
        Set<String> gone = new HashSet<>(rows(vector).keySet());
        rows.forEach(row -> gone.remove(RefinedScoreKey.of(row).format()));
        gone.forEach(key -> {
            scores.delete(key);
            context.forward(new Record<>(key, null, now), SteeringTopology.SCORED);
        });
        for (RefinedScore row : rows) {
            String key = RefinedScoreKey.of(row).format();
            row.setVersion(vector.getVersion());
            scores.put(key, row);
            context.forward(new Record<>(key, row, now), SteeringTopology.SCORED);
        }
    }

    private Map<String, RefinedScore> rows(SteeringVector vector) {
        KeyRange range = KeyRange.ofPrefix(RefinedScoreKey.prefix(vector.getConcept(), vector.getRole()));
        Map<String, RefinedScore> rows = new HashMap<>();
        try (KeyValueIterator<String, RefinedScore> all = scores.range(range.from(), range.to())) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }

    private static String key(String concept, String role, VectorKind kind) {
        return new VectorKey(concept, role, kind.wireName()).format();
    }
}
