// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.ModelReading;

/** Index of sums by concept, role and reading. */
final class SumsByReading {
    private final Map<String, Map<ModelRole, Map<ModelReading, List<BookSum>>>> byConcept = new TreeMap<>();

    /** Adds a sum; sums of models that are neither weak nor strong are ignored. */
    void add(BookSum sum) {
        ModelRole.find(sum.getRole())
                .ifPresent(role -> byConcept
                        .computeIfAbsent(sum.getConcept(), c -> new EnumMap<>(ModelRole.class))
                        .computeIfAbsent(role, r -> new TreeMap<>(Comparator.comparing(ModelReading::toString)))
                        .computeIfAbsent(new ModelReading(sum.getModel(), sum.getLayers()), r -> new ArrayList<>())
                        .add(sum));
    }

    Set<String> concepts() {
        return byConcept.keySet();
    }

    /** Returns the sums of a concept, by role and reading. */
    Map<ModelRole, Map<ModelReading, List<BookSum>>> of(String concept) {
        return byConcept.getOrDefault(concept, Map.of());
    }

    /** Returns the sums of one reading; empty where there are none. */
    List<BookSum> of(String concept, ModelRole role, ModelReading reading) {
        return of(concept).getOrDefault(role, Map.of()).getOrDefault(reading, List.of());
    }
}
