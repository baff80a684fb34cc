// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each direction steers a layer, in typical norms. The direction within books steers in
 * the upper half of the layers alone: there it brings the words of the concept, lower down it turns
 * the text into a report of a case.
 *
 * @param corpus of F, {@link Directions#corpus}
 * @param between of B, {@link Directions#between}
 * @param within of W, {@link Directions#naming}
 * @param remainder of R, {@link Directions#remainder}
 */
public record Mixture(double corpus, double between, double within, double remainder) {
    /** Of what is known before it has written. */
    public static final Mixture FIRST = new Mixture(.06, .26, .18, 0);

    /**
     * When the first has written: the remainder holds what the corpus direction has, and takes its
     * place.
     */
    public static final Mixture WITH_REMAINDER = new Mixture(0, .26, .24, .12);

    /**
     * The directions for the same layers, in rising order.
     *
     * @param between is never empty; the others are where they are not known
     */
    public record Parts(
            List<Direction> corpus, List<Direction> between, List<Direction> within, List<Direction> remainder) {
        /** The same with what remained when a mixture of them had written. */
        public Parts with(List<Direction> remaining) {
            return new Parts(corpus, between, within, remaining);
        }
    }

    /**
     * @return one direction a layer, whose {@link Direction#strength()} is the one to steer with
     *     for exactly these weights
     */
    public List<Direction> of(Parts parts) {
        List<Direction> between = parts.between;
        int half = between.size() / 2;
        List<Direction> mixed = new ArrayList<>(mix(between.subList(0, half), parts, 0));
        mixed.addAll(mix(between.subList(half, between.size()), parts, within));
        return mixed;
    }

    private List<Direction> mix(List<Direction> layers, Parts parts, double ofWithin) {
        List<List<Direction>> known = new ArrayList<>(List.of(layers));
        List<Double> weights = new ArrayList<>(List.of(between));
        add(parts.corpus, corpus, known, weights);
        add(parts.within, ofWithin, known, weights);
        add(parts.remainder, remainder, known, weights);
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
        weights.put("between", between);
        weights.put("within", within);
        weights.put("remainder", remainder);
        return weights;
    }
}
