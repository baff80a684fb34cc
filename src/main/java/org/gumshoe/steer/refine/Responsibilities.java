// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.ArrayList;
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
    private static final int LEAST = 5;

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
        double[] mean = books.stream().mapToDouble(bookLdaScore::get).toArray();
        double[] r = of(logScore(mean), prevalenceOrNull);
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

    /** Returns l of docs/method.md: log(mean + 1e-4), standardised. */
    static double[] logScore(double[] mean) {
        double[] log = new double[mean.length];
        for (int i = 0; i < log.length; i++) {
            if (!(mean[i] >= 0) || Double.isInfinite(mean[i])) {
                throw new BadInputException("A book has the LDA score " + mean[i]
                        + ", which is not a share of a topic; score its passages again.");
            }
            log[i] = Math.log(mean[i] + FLOOR);
        }
        return Statistics.standard(log, "The LDA scores");
    }

    /**
     * Returns the mean over prevalences q of sigmoid((score - (1 - q)-quantile of the scores) /
     * .5): step 5 of the {@link Refinement}.
     */
    static double[] of(double[] score, Double prevalenceOrNull) {
        double[] prevalences = prevalenceOrNull == null ? PREVALENCES : new double[] {prevalenceOrNull};
        double[] r = new double[score.length];
        for (double q : prevalences) {
            if (!(q > 0 && q < 1)) {
                throw new BadInputException(
                        "The prevalence " + q + " is not between 0 and 1; give the expected share of books.");
            }
            double threshold = Statistics.quantile(score, 1 - q);
            for (int i = 0; i < r.length; i++) {
                r[i] += 1 / (1 + Math.exp(-(score[i] - threshold) / SOFTNESS)) / prevalences.length;
            }
        }
        return r;
    }
}
