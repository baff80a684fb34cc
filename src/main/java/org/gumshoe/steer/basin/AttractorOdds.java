// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.refine.Refinement;

/**
 * Odds of the cluster that a refinement ended at, against the other clusters that self-training of the
 * same books could end at: its attractors. They are found by restarts, from other topics, from the
 * opposite of the labels, or from resampled ones. No label is used.
 */
public final class AttractorOdds {
    /** Correlation of book scores from which on two ends are one attractor. */
    public static final double SAME = .8;

    private AttractorOdds() {}

    /**
     * Returns the log-likelihood of the pointer under an attractor, up to a constant. The pointer's
     * standardised book scores are the attractor's, times a factor of at least 0, plus Gaussian noise:
     * with r the correlation of the two over n books, -n/2 log(1 - max(0, r)²) at the best factor.
     *
     * @param pointer l of each book, by what pointed at the concept
     * @param end b of a refinement ({@link Refinement.Result#bookScores()})
     * @return at least 0; 0 for an attractor that has nothing to do with the pointer, or is its opposite
     */
    static double logLikelihood(Map<String, Double> pointer, Map<String, Double> end) {
        List<String> shared = shared(pointer, end);
        double r = Math.max(0, correlation(shared, pointer, end));
        return -shared.size() / 2. * Math.log(1 - Math.min(r * r, 1 - 1e-12));
    }

    /**
     * Returns what pointed at the concept, l of each book, which the result's anchored score (1 - a) b + a l
     * holds.
     */
    private static Map<String, Double> pointer(Refinement.Result result) {
        double a = result.diagnosis().anchor();
        Map<String, Double> pointer = new LinkedHashMap<>();
        result.anchoredScores()
                .forEach((book, score) ->
                        pointer.put(book, (score - (1 - a) * result.bookScores().get(book)) / a));
        return pointer;
    }

    /**
     * Returns the log odds of a result against the likeliest other attractor.
     *
     * @param result of a refinement whose anchor has a weight above 0
     * @param others book scores of the ends of restarts
     */
    public static double of(Refinement.Result result, Collection<Map<String, Double>> others) {
        return of(pointer(result), result.bookScores(), others);
    }

    /**
     * Returns the log odds of an end against the likeliest other attractor. Below 0 the pointer means
     * another cluster than the one that the refinement ended at; near 0 it cannot tell.
     *
     * @param others ends of restarts; those that correlate with this end by {@value #SAME} or more are
     *     this attractor
     * @return in nats; the end's log-likelihood alone, its odds against no cluster, where there is no other
     */
    static double of(Map<String, Double> pointer, Map<String, Double> end, Collection<Map<String, Double>> others) {
        double second = others.stream()
                .filter(other -> correlation(shared(end, other), end, other) < SAME)
                .mapToDouble(other -> logLikelihood(pointer, other))
                .max()
                .orElse(0);
        return logLikelihood(pointer, end) - second;
    }

    private static List<String> shared(Map<String, Double> one, Map<String, Double> other) {
        return one.keySet().stream().filter(other::containsKey).sorted().toList();
    }

    private static double correlation(List<String> books, Map<String, Double> one, Map<String, Double> other) {
        return Statistics.correlation(
                books.stream().mapToDouble(one::get).toArray(),
                books.stream().mapToDouble(other::get).toArray());
    }
}
