// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.common.traces.ServiceSpans;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.steer.basin.Restarts;

/** Published vectors: a view of their topic, and the way to change it. */
final class PublishedVectors {
    private final ProcessorContext<String, SpecificRecord> context;
    private final KeyValueStore<String, SteeringVector> vectors;
    private final ServiceSpans spans;

    PublishedVectors(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        vectors = context.getStateStore(SteeringTopology.PUBLISHED);
        spans = Traces.of(context.appConfigs()).service(SteeringService.NAME, "solve vector");
    }

    Optional<SteeringVector> find(String concept, ModelRole role, VectorKind kind) {
        return Optional.ofNullable(vectors.get(key(concept, role.wireName(), kind)));
    }

    /** Returns the newest refinement, in force or not. */
    Optional<SteeringVector> newestRefinement(String concept, ModelRole role) {
        return find(concept, role, VectorKind.REFINED_DIVERGED).or(() -> find(concept, role, VectorKind.REFINED));
    }

    /** Returns the restarts of a model's refinements so far, which its newest one tells. */
    Restarts restarts(String concept, ModelRole role, String model) {
        return newestRefinement(concept, role)
                .filter(vector -> vector.getModel().equals(model))
                .map(vector -> Restarts.of(vector.getDiagnosis()))
                .orElse(Restarts.NONE);
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

    private static String key(String concept, String role, VectorKind kind) {
        return new VectorKey(concept, role, kind.wireName()).format();
    }
}
