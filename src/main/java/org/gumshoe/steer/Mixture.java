// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of the directions that a refined vector is mixed from, in typical norms. The seed-word
 * direction steers in the upper half of the layers alone: there it brings the words of the concept,
 * lower down it turns the text into a report of a case.
 *
 * @param corpus of {@link Directions#corpus}
 * @param classContrast of {@link Directions#classContrast}
 * @param seedWords of {@link Directions#seedWords}
 * @param residual of {@link Directions#residual}
 */
public record Mixture(double corpus, double classContrast, double seedWords, double residual) {
    /** Of what is known before the model has written a steered text. */
    public static final Mixture FIRST = new Mixture(.06, .26, .18, 0);

    /**
     * Of what is known afterwards: the residual correction holds what the corpus direction has, and
     * takes its place.
     */
    public static final Mixture CORRECTED = new Mixture(0, .26, .24, .12);

    /**
     * Directions for the same layers, in rising order.
     *
     * @param classContrast is never empty; the others are where they are not known
     */
    public record Parts(
            List<Direction> corpus,
            List<Direction> classContrast,
            List<Direction> seedWords,
            List<Direction> residual) {
        /** The same with the residual correction after a mixture of them has written. */
        public Parts with(List<Direction> correction) {
            return new Parts(corpus, classContrast, seedWords, correction);
        }
    }

    /**
     * @return one direction a layer, whose {@link Direction#strength()} is the one to steer with
     *     for exactly these weights
     */
    public List<Direction> of(Parts parts) {
        List<Direction> layers = parts.classContrast;
        int half = layers.size() / 2;
        List<Direction> mixed = new ArrayList<>(mix(layers.subList(0, half), parts, 0));
        mixed.addAll(mix(layers.subList(half, layers.size()), parts, seedWords));
        return mixed;
    }

    private List<Direction> mix(List<Direction> layers, Parts parts, double ofSeedWords) {
        List<List<Direction>> known = new ArrayList<>(List.of(layers));
        List<Double> weights = new ArrayList<>(List.of(classContrast));
        add(parts.corpus, corpus, known, weights);
        add(parts.seedWords, ofSeedWords, known, weights);
        add(parts.residual, residual, known, weights);
        return Directions.mix(
                known, weights.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void add(
            List<Direction> direction, double weight, List<List<Direction>> known, List<Double> weights) {
        if (!direction.isEmpty()) {
            known.add(direction);
            weights.add(weight);
        }
    }

    public Map<String, Double> byName() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("corpus", corpus);
        weights.put("classContrast", classContrast);
        weights.put("seedWords", seedWords);
        weights.put("residual", residual);
        return weights;
    }
}
