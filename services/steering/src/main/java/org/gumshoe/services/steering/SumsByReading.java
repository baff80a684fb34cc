// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.ModelReading;

/** Sums sorted by concept, role and reading. */
final class SumsByReading {
    private final Map<String, Map<String, Map<ModelReading, List<BookSum>>>> byConcept = new TreeMap<>();

    void add(BookSum sum) {
        byConcept
                .computeIfAbsent(sum.getConcept(), c -> new TreeMap<>())
                .computeIfAbsent(sum.getRole(), r -> new TreeMap<>(Comparator.comparing(ModelReading::toString)))
                .computeIfAbsent(new ModelReading(sum.getModel(), sum.getLayers()), r -> new ArrayList<>())
                .add(sum);
    }

    Set<String> concepts() {
        return byConcept.keySet();
    }

    /** By role. */
    Map<String, Map<ModelReading, List<BookSum>>> of(String concept) {
        return byConcept.getOrDefault(concept, Map.of());
    }

    /** Empty where there are none. */
    List<BookSum> of(String concept, String role, ModelReading reading) {
        return of(concept).getOrDefault(role, Map.of()).getOrDefault(reading, List.of());
    }
}
