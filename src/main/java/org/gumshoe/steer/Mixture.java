// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights of the directions that a refined steering vector is mixed from, in typical norms (section
 * 8 of docs/method.md). The seed-word direction enters in the upper half of the steered layers
 * alone: there it brings words of the concept; further down it turns stories into reports of cases.
 *
 * @param corpus weight of {@link Directions#corpus}
 * @param classContrast weight of {@link Directions#classContrast}
 * @param seedWords weight of {@link Directions#seedWords}
 * @param residual weight of {@link Directions#residual}
 */
public record Mixture(double corpus, double classContrast, double seedWords, double residual) {
    /** Weights before the model has written steered texts. */
    public static final Mixture FIRST = new Mixture(.06, .26, .18, 0);

    /**
     * Weights once steered texts are there: the residual correction contains what the corpus
     * direction contributes and replaces it.
     */
    public static final Mixture CORRECTED = new Mixture(0, .26, .24, .12);

    /**
     * Directions to mix, each for the same layers in ascending order.
     *
     * @param classContrast never empty; the other lists are empty while they are not known
     */
    public record Parts(
            List<Direction> corpus,
            List<Direction> classContrast,
            List<Direction> seedWords,
            List<Direction> residual) {
        /** Returns the same directions with this residual correction. */
        public Parts with(List<Direction> correction) {
            return new Parts(corpus, classContrast, seedWords, correction);
        }

        /** Returns the seed-word direction at the layers that it steers. */
        public List<Direction> seedWordsAbove() {
            return seedWords.subList(seedWords.size() / 2, seedWords.size());
        }
    }

    /**
     * Mixes the directions at each layer.
     *
     * @return one direction for each layer; steering at its {@link Direction#strength()} applies
     *     exactly these weights
     */
    public List<Direction> of(Parts parts) {
        List<Direction> layers = parts.classContrast;
        int half = layers.size() / 2;
        List<Direction> mixed = new ArrayList<>(mix(layers.subList(0, half), parts, 0));
        mixed.addAll(mix(layers.subList(half, layers.size()), parts, seedWords));
        return mixed;
    }

    private List<Direction> mix(List<Direction> layers, Parts parts, double seedWordWeight) {
        List<List<Direction>> known = new ArrayList<>(List.of(layers));
        List<Double> weights = new ArrayList<>(List.of(classContrast));
        add(parts.corpus, corpus, known, weights);
        add(parts.seedWords, seedWordWeight, known, weights);
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

    /** Returns the weights by the name of their direction, as results.json has them. */
    public Map<String, Double> byName() {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("corpus", corpus);
        weights.put("classContrast", classContrast);
        weights.put("seedWords", seedWords);
        weights.put("residual", residual);
        return weights;
    }
}
