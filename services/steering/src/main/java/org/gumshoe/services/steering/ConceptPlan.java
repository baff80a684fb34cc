// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.steering.asking.AskedBooks;
import org.gumshoe.services.steering.asking.SolutionRun;
import org.gumshoe.steer.basin.Restarts;

/**
 * Plan of the vectors of one concept.
 *
 * @param readings by role, to solve with
 * @param widths of the activations, by role
 * @param words of the concept as the models read them out
 * @param prevalenceOrNull share of books in the concept; null where it is unknown
 * @param restarts of the refinements so far, by role
 * @param maps the newest complete stitch maps
 */
record ConceptPlan(
        String name,
        Map<ModelRole, ModelReading> readings,
        Map<ModelRole, Integer> widths,
        Map<ModelRole, WordReadOut> words,
        Double prevalenceOrNull,
        Map<ModelRole, Restarts> restarts,
        Optional<StitchMapTable.Maps> maps) {

    /** Asks for what the books of each role have in common. */
    Map<ModelRole, ModelBooks> books(SolutionRun.Partner partner) {
        Map<ModelRole, List<Float>> asked = new EnumMap<>(ModelRole.class);
        Map<ModelRole, ModelBooks> plain = new EnumMap<>(ModelRole.class);
        readings.forEach((role, reading) -> {
            ModelBooks of =
                    ModelBooks.of(reading, widths.get(role), new AskedBooks(name, role, readings, Map.of(), partner));
            plain.put(role, of);
            Optional.ofNullable(words.get(role))
                    .filter(readOut -> of.takes(readOut))
                    .ifPresent(readOut -> asked.put(role, readOut.getValues()));
        });
        Map<ModelRole, ModelBooks> books = new EnumMap<>(ModelRole.class);
        plain.forEach((role, of) -> books.put(
                role,
                of.with(
                        new AskedBooks(name, role, readings, asked, partner),
                        Optional.ofNullable(asked.containsKey(role) ? words.get(role) : null))));
        return books;
    }
}
