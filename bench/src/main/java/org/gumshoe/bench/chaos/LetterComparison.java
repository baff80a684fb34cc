// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.bench.system.Verdict;

/** Comparison of dead letters with the garbage that they should be about. */
final class LetterComparison {
    private LetterComparison() {}

    static Verdict of(Set<Snapshot.Place> garbage, Map<Snapshot.Place, List<String>> letters) {
        List<Snapshot.Place> silent =
                garbage.stream().filter(place -> !letters.containsKey(place)).toList();
        List<String> unasked = letters.keySet().stream()
                .filter(place -> !garbage.contains(place))
                .map(place -> place + " " + letters.get(place))
                .toList();
        List<String> twice = letters.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::toString)
                .toList();
        return new Verdict(
                "each garbage record is one dead letter, and nothing else is",
                silent.isEmpty() && unasked.isEmpty() && twice.isEmpty(),
                "%d garbage records, %d letters%s%s%s"
                        .formatted(
                                garbage.size(),
                                letters.values().stream().mapToInt(List::size).sum(),
                                named(", without a letter ", silent),
                                named(", letters of other records ", unasked),
                                named(", twice ", twice)));
    }

    private static String named(String what, List<?> places) {
        return places.isEmpty() ? "" : what + places;
    }
}
