// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;

/** Responsibilities of books in a cluster: soft memberships from 0 to 1, as in a mixture model. */
public final class Responsibilities {
    /**
     * Assumed shares of books in the cluster while the true share is unknown; responsibilities are
     * averaged over them.
     */
    static final double[] PREVALENCES = {.05, .1, .2, .35, .5};

    /** Width of the sigmoid in standard deviations of the book score. */
    private static final double SOFTNESS = .5;

    /** Least number of books that form a cluster. */
    static final int LEAST = 5;

    /** Added to mean scores so that the logarithm of 0 is finite. */
    private static final double FLOOR = 1e-4;

    private Responsibilities() {}

    /**
     * Returns responsibilities by the LDA alone: the standardised logarithm of each book's mean
     * score, then {@link #of}.
     *
     * @param bookLdaScore mean of the passages' concept scores, 0 or above
     * @param prevalenceOrNull a fixed share of books in the cluster, in (0, 1); null: unknown
     * @return a responsibility in (0, 1) for each book, in the order of their ids
     * @throws BadInputException with fewer than two books, or when all scores are equal
     */
    public static Map<String, Double> ofBooks(Map<String, Double> bookLdaScore, Double prevalenceOrNull) {
        List<String> books = new ArrayList<>(new TreeMap<>(bookLdaScore).keySet());
        double[] log =
                books.stream().mapToDouble(b -> logScore(bookLdaScore.get(b))).toArray();
        double[] r = of(Statistics.standard(log, "The LDA scores"), prevalenceOrNull);
        Map<String, Double> out = new LinkedHashMap<>();
        for (int i = 0; i < r.length; i++) {
            out.put(books.get(i), r[i]);
        }
        return out;
    }

    /**
     * Returns the cluster as a set: the books with a responsibility above .5, and at least {@value
     * #LEAST} where there are so many.
     *
     * @return in descending order of responsibility; ties by id
     */
    public static Set<String> likeliest(Map<String, Double> responsibilities) {
        return likeliest(responsibilities, LEAST);
    }

    static Set<String> likeliest(Map<String, Double> responsibilities, int least) {
        List<String> books = new ArrayList<>(responsibilities.keySet());
        books.sort(Comparator.comparingDouble((String b) -> -responsibilities.get(b))
                .thenComparing(Comparator.naturalOrder()));
        long in = responsibilities.values().stream().filter(r -> r > .5).count();
        return new LinkedHashSet<>(books.subList(0, (int) Math.min(books.size(), Math.max(least, in))));
    }

    /**
     * Returns the correlation of the responsibilities of two refinements, over the books that both
     * hold.
     *
     * @return NaN when they share fewer than three books, or when one of them does not vary
     */
    public static double stability(Map<String, Double> before, Map<String, Double> now) {
        List<String> shared = now.keySet().stream().filter(before::containsKey).toList();
        return shared.size() < 3
                ? Double.NaN
                : Statistics.correlation(
                        shared.stream().mapToDouble(before::get).toArray(),
                        shared.stream().mapToDouble(now::get).toArray());
    }

    /**
     * Returns log(mean + 1e-4) of a book's mean score: l of docs/method.md before it is standardised.
     *
     * @throws BadInputException when the mean is no share of a topic
     */
    static double logScore(double mean) {
        if (!(mean >= 0) || Double.isInfinite(mean)) {
            throw new BadInputException("A book has the LDA score " + mean
                    + ", which is not a share of a topic; score its passages again.");
        }
        return Math.log(mean + FLOOR);
    }

    /**
     * Returns the responsibilities of all scores at once: step 5 of the {@link Refinement}.
     *
     * @param prevalenceOrNull a fixed share in the cluster, in (0, 1); null: unknown
     */
    static double[] of(double[] scores, Double prevalenceOrNull) {
        return of(
                scores,
                Arrays.stream(sharesBelow(prevalenceOrNull))
                        .map(share -> Statistics.quantile(scores, share))
                        .toArray());
    }

    /**
     * Returns the share of scores below each threshold: 1 - q for every assumed share q of the
     * cluster.
     */
    static double[] sharesBelow(Double prevalenceOrNull) {
        if (prevalenceOrNull != null && !(prevalenceOrNull > 0 && prevalenceOrNull < 1)) {
            throw new BadInputException("The prevalence " + prevalenceOrNull
                    + " is not between 0 and 1; give the expected share of books.");
        }
        double[] prevalences = prevalenceOrNull == null ? PREVALENCES : new double[] {prevalenceOrNull};
        return Arrays.stream(prevalences).map(q -> 1 - q).toArray();
    }

    /** Returns the responsibility of each score by thresholds that are known. */
    static double[] of(double[] scores, double[] thresholds) {
        return Arrays.stream(scores).map(score -> of(score, thresholds)).toArray();
    }

    /** Returns the mean over thresholds of sigmoid((score - threshold) / .5). */
    static double of(double score, double[] thresholds) {
        double r = 0;
        for (double threshold : thresholds) {
            r += 1 / (1 + Math.exp(-(score - threshold) / SOFTNESS)) / thresholds.length;
        }
        return r;
    }
}
