// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.Direction;

/** Writer of directions as steering-vector records, with the parents that they come from. */
record VectorRecords(String concept, Map<ModelRole, ConceptSums> sums) {
    /** Start of a refinement from the LDA's scores. */
    static final String FROM_LDA = "lda-scores";

    /** Start of a refinement from the weak model's direction, as the stitch map translates it. */
    static final String FROM_MAP = "stitch-map";

    /**
     * Lineage of a vector.
     *
     * @param start of a refinement; empty for a vector that nothing refined
     * @param stitchVersion of the map; 0 where none was used
     */
    record Lineage(String start, long stitchVersion) {
        static final Lineage OF_LDA = new Lineage("", 0);
    }

    /**
     * @param strength by direction, in typical norms
     * @param cosines to the native vector, by layer
     */
    SteeringVector record(
            ModelRole role,
            VectorKind kind,
            List<Direction> directions,
            ToDoubleFunction<Direction> strength,
            Map<Integer, Double> cosines,
            Lineage lineage) {
        List<LayerDirection> layers = new ArrayList<>();
        for (Direction direction : directions) {
            layers.add(LayerDirection.newBuilder()
                    .setLayer(direction.layer())
                    .setDirection(FloatLists.list(direction.unit()))
                    .setStrength(strength.applyAsDouble(direction))
                    .setTypicalNorm(direction.typicalNorm())
                    .setNorm(direction.norm())
                    .setCosineToNative(cosines.get(direction.layer()))
                    .build());
        }
        ConceptSums own = sums.get(role);
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole(role.wireName())
                .setModel(own.model())
                .setKind(kind.wireName())
                .setVersion(0)
                .setLayers(layers)
                .setModelVersion(own.modelVersion())
                .setStitchVersion(lineage.stitchVersion())
                .setStart(lineage.start())
                .setPassages(own.passages())
                .setBooks(own.records().size())
                .setReadings(readings(role, kind))
                .build();
    }

    /** A native vector comes from its model alone, as all of the weak model's do. */
    private Map<String, String> readings(ModelRole role, VectorKind kind) {
        Map<String, String> readings = new HashMap<>();
        boolean alone = role == ModelRole.WEAK || kind == VectorKind.NATIVE;
        sums.forEach((other, of) -> {
            if (!alone || other == role) {
                readings.put(other.wireName(), of.reading().toString());
            }
        });
        return readings;
    }
}
