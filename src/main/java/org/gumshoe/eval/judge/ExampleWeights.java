// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.eval.judge.TextJudge.Example;

/**
 * Sample weights of training examples. The weight of a group is the square root of its number of
 * texts. Classes are balanced within each source that has both, and then overall.
 */
final class ExampleWeights {
    private ExampleWeights() {}

    /** Computes the weights; examples that are not {@code used} have weight 0. */
    static double[] of(List<Example> examples, boolean[] used) {
        Map<String, Double> sizes = new HashMap<>();
        for (int i = 0; i < used.length; i++) {
            Example e = examples.get(i);
            sizes.merge(e.group() + "|" + e.positive(), used[i] ? 1. : 0, Double::sum);
        }
        double[] weights = new double[used.length];
        for (int i = 0; i < used.length; i++) {
            Example e = examples.get(i);
            weights[i] = used[i] ? 1 / Math.sqrt(sizes.get(e.group() + "|" + e.positive())) : 0;
        }
        balance(examples, weights, e -> e.source());
        balance(examples, weights, e -> "");
        return weights;
    }

    /** Gives each class half of its stratum's weight; a stratum of one class keeps its weights. */
    private static void balance(List<Example> examples, double[] weights, Function<Example, String> stratum) {
        Map<String, double[]> sums = new HashMap<>();
        for (int i = 0; i < weights.length; i++) {
            Example e = examples.get(i);
            sums.computeIfAbsent(stratum.apply(e), s -> new double[2])[e.positive() ? 1 : 0] += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            Example e = examples.get(i);
            double[] sum = sums.get(stratum.apply(e));
            if (sum[0] > 0 && sum[1] > 0) {
                weights[i] *= (sum[0] + sum[1]) / 2 / sum[e.positive() ? 1 : 0];
            }
        }
    }
}
