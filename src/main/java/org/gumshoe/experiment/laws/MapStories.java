// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.laws.statistics.MeanFigure;
import org.gumshoe.experiment.laws.stories.ShortStories;
import org.gumshoe.experiment.laws.stories.StoryReader;
import org.gumshoe.experiment.laws.stories.StoryTexts;
import org.gumshoe.experiment.results.StoryShift;
import org.gumshoe.steer.Direction;
import org.gumshoe.stitch.StitchMap;

/**
 * Transfer of stories through maps: how far the text follows a vector that a map has translated, beside the strong
 * model's own refined vector. The unsteered weak model reads by the probe that it refined on books that neither the
 * vectors nor the maps were made from.
 */
final class MapStories {
    static final String OWN = "no map: the strong model's own vector";
    static final String RANDOM = "null: a random direction";
    private static final int OPENINGS = 4;

    /** A concept in one deal of the books, with a vector by the name of each map. */
    private record Case(String concept, StoryReader reader, Map<String, Direction> vectors) {}

    /** Shift of the text by each vector of a case. */
    record Shifted(String concept, Map<String, Double> byVector) {}

    private final LawSetting setting;
    private final List<Case> cases = new ArrayList<>();

    MapStories(LawSetting setting) {
        this.setting = setting;
    }

    /**
     * Adds the concepts of one deal of the books.
     *
     * @param weak concepts whose contrasts are translated
     * @param strong concepts of the strong model
     * @param readers concepts of the weak model on the judging books
     * @param judge those books' pairs, none of which the vectors or the maps have seen
     * @param seed of the random direction
     */
    void add(
            Map<String, StitchMap> maps,
            Map<String, PartConcept> weak,
            Map<String, PartConcept> strong,
            Map<String, PartConcept> readers,
            MapJudge judge,
            long seed) {
        weak.forEach((concept, found) -> {
            if (strong.containsKey(concept) && readers.containsKey(concept)) {
                Direction own = strong.get(concept).contrast();
                Map<String, Direction> vectors = new LinkedHashMap<>();
                vectors.put(OWN, own);
                maps.forEach((name, map) -> vectors.put(name, found.contrast().through(map, own.typicalNorm())));
                vectors.put(RANDOM, CausalShift.random(own, judge.deviation(), seed + cases.size()));
                cases.add(new Case(concept, StoryReader.of(readers.get(concept).probe(), judge.x()), vectors));
            }
        });
    }

    /** Writes and reads all texts. */
    Map<String, StoryShift.Transfer> result() {
        List<Direction> directions =
                cases.stream().flatMap(c -> c.vectors().values().stream()).toList();
        List<Shifted> shifted = new ArrayList<>();
        try (ShortStories stories = ShortStories.of(
                setting.config(), setting.activations(), setting.weak().refined(), OPENINGS, setting.progress())) {
            List<StoryTexts> unsteered = stories.unsteered();
            List<StoryTexts> written = stories.steered(directions);
            int next = 0;
            for (Case one : cases) {
                double plain = StoryReader.mean(unsteered, one.reader()::of);
                Map<String, Double> shifts = new LinkedHashMap<>();
                for (String vector : one.vectors().keySet()) {
                    shifts.put(vector, one.reader().of(written.get(next++)) - plain);
                }
                shifted.add(new Shifted(one.concept(), shifts));
            }
        }
        return figures(shifted);
    }

    /** Returns means over all cases, and the transfer as a ratio of means, with intervals over concepts. */
    static Map<String, StoryShift.Transfer> figures(List<Shifted> cases) {
        Map<String, StoryShift.Transfer> figures = new LinkedHashMap<>();
        if (cases.isEmpty()) {
            return figures;
        }
        String[] concepts = cases.stream().map(Shifted::concept).toArray(String[]::new);
        double[] each = cases.stream().mapToDouble(c -> 1).toArray();
        double[] own = shifts(cases, OWN);
        for (String vector : cases.getFirst().byVector().keySet()) {
            double[] shift = shifts(cases, vector);
            figures.put(
                    vector,
                    new StoryShift.Transfer(
                            MeanFigure.ratio(concepts, shift, each), MeanFigure.ratio(concepts, shift, own)));
        }
        return figures;
    }

    private static double[] shifts(List<Shifted> cases, String vector) {
        return cases.stream().mapToDouble(c -> c.byVector().get(vector)).toArray();
    }
}
