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

/** Builder of steering-vector records from directions, with their lineage. */
record VectorRecords(String concept, Map<ModelRole, ModelBooks> books) {
    /** Lineage of a refinement that started from the LDA's scores. */
    static final String FROM_LDA = "lda-scores";

    /**
     * Lineage of a refinement that started from the weak model's direction through the stitch map.
     */
    static final String FROM_MAP = "stitch-map";

    /**
     * Lineage of a vector.
     *
     * @param start of the refinement; empty for a vector without one
     * @param stitchVersion of the map; 0 where none was used
     */
    record Lineage(String start, long stitchVersion) {
        static final Lineage OF_LDA = new Lineage("", 0);
    }

    /**
     * Returns a record without a version.
     *
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
        ModelBooks own = books.get(role);
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole(role.wireName())
                .setModel(own.reading().model())
                .setKind(kind.wireName())
                .setVersion(0)
                .setLayers(layers)
                .setModelVersion(own.modelVersion())
                .setStitchVersion(lineage.stitchVersion())
                .setStart(lineage.start())
                .setPassages(own.passages())
                .setBooks((int) own.number())
                .setReadings(readings(role, kind))
                .build();
    }

    /**
     * Returns the readings that a vector depends on: native and weak vectors on their own model
     * alone.
     */
    private Map<String, String> readings(ModelRole role, VectorKind kind) {
        Map<String, String> readings = new HashMap<>();
        boolean alone = role == ModelRole.WEAK || kind == VectorKind.NATIVE;
        books.forEach((other, of) -> {
            if (!alone || other == role) {
                readings.put(other.wireName(), of.reading().toString());
            }
        });
        return readings;
    }
}
