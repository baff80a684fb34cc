// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.PassageCount;
import org.gumshoe.services.common.records.ModelReading;

/** Index of the passages that models have read, by concept, role and reading. */
final class PassageCounts {
    /**
     * Passages by one reading.
     *
     * @param width of an activation at each layer
     */
    record Read(long passages, int width) {
        Read plus(Read other) {
            return new Read(passages + other.passages, width);
        }
    }

    private final Map<String, Map<ModelRole, Map<ModelReading, Read>>> byConcept = new TreeMap<>();

    /**
     * Adds the count of a partition; generated texts, and models that are neither weak nor strong, are
     * ignored.
     */
    void add(PassageCount count) {
        if (count.getPassages() > 0 && !count.getGenerated()) {
            ModelRole.find(count.getRole())
                    .ifPresent(role -> byConcept
                            .computeIfAbsent(count.getConcept(), c -> new EnumMap<>(ModelRole.class))
                            .computeIfAbsent(role, r -> new TreeMap<>(Comparator.comparing(ModelReading::toString)))
                            .merge(
                                    new ModelReading(count.getModel(), count.getLayers()),
                                    new Read(count.getPassages(), count.getWidth()),
                                    Read::plus));
        }
    }

    Set<String> concepts() {
        return byConcept.keySet();
    }

    /** Returns the passages of a concept, by role and reading. */
    Map<ModelRole, Map<ModelReading, Read>> of(String concept) {
        return byConcept.getOrDefault(concept, Map.of());
    }
}
