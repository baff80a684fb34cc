// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;

/**
 * Check of the vectors in force against the announced models. A story that asks for one that does
 * not fit is refused; this tells before anybody asks.
 */
final class VectorFit {
    private VectorFit() {}

    /**
     * Returns a sentence on a vector that does not fit its model; empty when all do. Vectors of
     * models that were never announced are left out.
     */
    static Optional<String> misfit(Map<String, ModelAnnouncement> models, Map<String, SteeringVector> vectors) {
        Map<String, ModelAnnouncement> bySha256 = models.values().stream()
                .collect(Collectors.toMap(ModelAnnouncement::getSha256, Function.identity(), (one, same) -> one));
        return vectors.entrySet().stream()
                .filter(entry -> bySha256.containsKey(entry.getValue().getModel()))
                .filter(entry ->
                        !fits(entry.getValue(), bySha256.get(entry.getValue().getModel())))
                .map(entry ->
                        sentence(entry.getKey(), bySha256.get(entry.getValue().getModel())))
                .findFirst();
    }

    private static boolean fits(SteeringVector vector, ModelAnnouncement model) {
        return vector.getLayers().stream()
                .allMatch(layer ->
                        layer.getDirection().size() == model.getWidth() && layer.getLayer() <= model.getBlocks());
    }

    private static String sentence(String key, ModelAnnouncement model) {
        return "the steering vector %s does not fit %s (width %d, %d blocks), so stories with it are refused; %s"
                .formatted(
                        VisibleText.quoted(key),
                        VisibleText.quoted(model.getName()),
                        model.getWidth(),
                        model.getBlocks(),
                        "send a book, and the steering service publishes the next one");
    }
}
