// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Arrays;
import java.util.Map;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Statistics;
import org.gumshoe.stitch.StitchMap;

/**
 * Judge of maps between two layers: true pairs of unseen authors, and the labels of their passages.
 *
 * @param x weak activations of the pairs
 * @param y strong activations of the pairs
 * @param at index of each pair's passage among all
 * @param deviation of the strong activations that the strong side has read
 * @param concepts that the weak model has refined, by name
 */
record MapJudge(
        LawSetting setting, float[][] x, float[][] y, int[] at, double[] deviation, Map<String, PartConcept> concepts) {

    MapSkill of(StitchMap map) {
        double auc = concepts.entrySet().stream()
                .mapToDouble(e -> auc(e.getKey(), e.getValue().contrast().through(map, 1)))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        return MapSkill.of(map, x, y, auc);
    }

    private double auc(String concept, Direction translated) {
        float[] readOut = Directions.readOut(translated, deviation);
        double[] scores = new double[setting.passages().size()];
        Arrays.fill(scores, Double.NaN);
        for (int i = 0; i < at.length; i++) {
            scores[at[i]] = Statistics.dot(y[i], readOut);
        }
        return new ConceptRanking(setting, concept).plainAuc(scores, p -> true);
    }
}
