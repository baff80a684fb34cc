// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Restarts of a refinement from perturbed responsibilities, and whether the latest {@value #RING} came
 * home. Any {@value #RING} in a row disturb as many different shares of the books, so the share that comes
 * home is about the largest disturbance from which the refinement returns.
 *
 * @param number of restarts so far
 * @param home bit i: whether the latest restart that disturbed (i + 1) / {@value #RING} of the books came
 *     home
 */
public record Restarts(int number, int home) {
    public static final int RING = 20;

    public static final Restarts NONE = new Restarts(0, 0);

    private static final String NUMBER = "restarts";
    private static final String RADIUS = "localRadius";

    /** Name of the figure that is no measure but the memory of the ring. */
    public static final String MEMORY = "restartsHome";

    /** Names of the figures. */
    public static final Set<String> FIGURES = Set.of(NUMBER, MEMORY, RADIUS);

    /** Returns the restarts behind figures, of which there may be none. */
    public static Restarts of(Map<String, Double> figures) {
        return new Restarts(
                figures.getOrDefault(NUMBER, 0.).intValue(),
                figures.getOrDefault(MEMORY, 0.).intValue());
    }

    /** Returns the figures from which others go on, and the radius. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new HashMap<>(Map.of(NUMBER, (double) number, MEMORY, (double) home));
        radius().ifPresent(radius -> figures.put(RADIUS, radius));
        return figures;
    }

    /** Returns the share of the books that the next restart disturbs, in (0, 1]. */
    public double share() {
        return (place() + 1.) / RING;
    }

    private int place() {
        return number % RING;
    }

    /** Adds the next restart. */
    public Restarts with(boolean cameHome) {
        int bit = 1 << place();
        return new Restarts(number + 1, cameHome ? home | bit : home & ~bit);
    }

    /**
     * Returns the share of the latest {@value #RING} that came home. Fewer tell nothing yet: the first ones
     * disturb the least.
     */
    public OptionalDouble radius() {
        return number < RING ? OptionalDouble.empty() : OptionalDouble.of(Integer.bitCount(home) / (double) RING);
    }
}
