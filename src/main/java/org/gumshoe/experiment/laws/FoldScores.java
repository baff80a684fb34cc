// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores of all passages by arm and concept at one number of books and one draw, filled fold by fold. A
 * passage is scored by what was fitted on books of other authors; one that no fit allowed has NaN.
 */
final class FoldScores {
    static final String LDA = "lda";
    static final String WORDS = "words-strong";
    static final String TOPICS_ALONE = "topics-alone";
    static final String WEAK = "refined-weak";
    static final String STRONG = "refined-strong";
    static final String RANDOM = "random-pointer";
    static final String LABELS = "labels";
    static final String OPPOSITE = "opposite";

    private final int passages;
    private final Map<String, Map<String, double[]>> byConcept = new LinkedHashMap<>();
    private final Map<String, Integer> fits = new HashMap<>();
    private final Map<String, Double> agreements = new HashMap<>();

    FoldScores(int passages) {
        this.passages = passages;
    }

    /** Writes the scores of some of the passages. */
    synchronized void put(String concept, String arm, int[] at, double[] scores) {
        double[] all = byConcept
                .computeIfAbsent(concept, c -> new LinkedHashMap<>())
                .computeIfAbsent(arm, a -> {
                    double[] none = new double[passages];
                    Arrays.fill(none, Double.NaN);
                    return none;
                });
        for (int i = 0; i < at.length; i++) {
            all[at[i]] = scores[i];
        }
        fits.merge(concept + " " + arm, 1, Integer::sum);
    }

    /** Returns the scores of all passages, NaN where there is none. */
    double[] of(String concept, String arm) {
        double[] none = new double[passages];
        Arrays.fill(none, Double.NaN);
        return byConcept.getOrDefault(concept, Map.of()).getOrDefault(arm, none);
    }

    /** Notes how well the two models' book scores agree in a fit. */
    synchronized void agreed(String concept, String arm, double agreement) {
        agreements.merge(concept + " " + arm, agreement, Double::sum);
    }

    /** Returns the mean agreement of the two models over the fits; NaN without one. */
    double agreement(String concept, String arm) {
        return agreements.getOrDefault(concept + " " + arm, Double.NaN) / fits(concept, arm);
    }

    int fits(String concept, String arm) {
        return fits.getOrDefault(concept + " " + arm, 0);
    }
}
