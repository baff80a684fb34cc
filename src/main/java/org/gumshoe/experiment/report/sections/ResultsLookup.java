// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.ExperimentResults.LayerPair;
import org.gumshoe.experiment.results.SteeringResults.Arm;

/** Lookup of figures in results of which any part may be missing. */
final class ResultsLookup {
    static final Figure UNKNOWN = new Figure(Double.NaN, Double.NaN, Double.NaN);

    private ResultsLookup() {}

    /** Returns the items that are not null. */
    static <T> List<T> all(List<T> items) {
        return items == null
                ? List.of()
                : items.stream().filter(Objects::nonNull).toList();
    }

    static <V> Map<String, V> all(Map<String, V> items) {
        return items == null ? Map.of() : items;
    }

    static Figure score(ExperimentResults results, String arm, Function<ArmScores, Figure> measure) {
        return results.weakToStrong() == null
                ? UNKNOWN
                : score(all(results.weakToStrong().arms()).get(arm), measure);
    }

    static Figure score(ArmScores scores, Function<ArmScores, Figure> measure) {
        Figure figure = scores == null ? null : measure.apply(scores);
        return figure == null ? UNKNOWN : figure;
    }

    /** Returns the results of an arm; unknown figures when there are none. */
    static Arm arm(ExperimentResults results, String arm, String openings) {
        Stream<Arm> arms = results.steering() == null
                ? Stream.empty()
                : all(results.steering().arms()).stream();
        double unknown = Double.NaN;
        return arms.filter(a -> arm.equals(a.arm()) && openings.equals(a.openings()))
                .findFirst()
                .orElse(new Arm(
                        arm, openings, List.of(), List.of(), 0, unknown, unknown, unknown, unknown, unknown, unknown,
                        unknown, unknown, unknown, unknown, unknown, unknown, 1, Map.of()));
    }

    /** Returns a measure that stands among the intervals alone. */
    static Figure figure(Arm arm, String name) {
        return all(arm.intervals()).getOrDefault(name, new Figure(Double.NaN, Double.NaN, Double.NaN));
    }

    /** Returns a figure of an arm, with its interval where there is one. */
    static Figure figure(Arm arm, String name, double value) {
        Figure interval = all(arm.intervals()).get(name);
        return interval == null
                ? new Figure(value, Double.NaN, Double.NaN)
                : new Figure(value, interval.low(), interval.high());
    }

    /** Returns the chosen pair of layers, or null. */
    static LayerPair chosen(ExperimentResults results) {
        return all(results.layers()).stream()
                .filter(LayerPair::chosen)
                .findFirst()
                .orElse(null);
    }

    /** Orders names as in the list; unknown ones come last in their own order. */
    static Comparator<String> order(List<String> known) {
        return Comparator.comparingInt(name -> known.contains(name) ? known.indexOf(name) : known.size());
    }
}
