// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.SteeringVector;

/**
 * Version of a steering vector without its directions.
 *
 * @param cause what changed since the version before, the newest first; of many, the first ones
 * @param causes number of all of them
 * @param notYet of a native vector: the kinds that its model has no vector of, with the reason
 */
public record VectorRow(
        String concept,
        String role,
        String kind,
        long version,
        String model,
        List<LayerRow> layers,
        long modelVersion,
        long stitchVersion,
        long weakVersion,
        String start,
        long passages,
        long books,
        Double cosineToPrevious,
        Map<String, Double> diagnosis,
        boolean diverged,
        List<CauseRow> cause,
        int causes,
        long publishedAt,
        Map<String, String> notYet) {
    private static final int CAUSES = 16;

    /** Layer of a vector; strengths are in typical norms. */
    public record LayerRow(int layer, double strength, double norm, double typicalNorm, Double cosineToNative) {}

    /** Cause of a version. */
    public record CauseRow(String kind, String name, long at, String role) {}

    /** Describes a version. */
    public static VectorRow of(SteeringVector vector) {
        return new VectorRow(
                vector.getConcept(),
                vector.getRole(),
                vector.getKind(),
                vector.getVersion(),
                vector.getModel(),
                vector.getLayers().stream()
                        .map(layer -> new LayerRow(
                                layer.getLayer(),
                                layer.getStrength(),
                                layer.getNorm(),
                                layer.getTypicalNorm(),
                                layer.getCosineToNative()))
                        .toList(),
                vector.getModelVersion(),
                vector.getStitchVersion(),
                vector.getWeakVersion(),
                vector.getStart(),
                vector.getPassages(),
                vector.getBooks(),
                vector.getCosineToPrevious(),
                Map.copyOf(vector.getDiagnosis()),
                vector.getDiverged(),
                vector.getCauses().stream()
                        .limit(CAUSES)
                        .map(cause -> new CauseRow(cause.getKind(), cause.getName(), cause.getAt(), cause.getRole()))
                        .toList(),
                vector.getCauses().size(),
                vector.getPublishedAt(),
                Map.copyOf(vector.getNotYet()));
    }
}
