// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;

/**
 * Local radius of a refinement: the share that comes home of {@value Restarts#RING} restarts. The i-th
 * begins from the result's own responsibilities, of which i / {@value Restarts#RING} of the books have drawn
 * others ({@link TrainingLabels.Perturbed}). It is 1 in the middle of a basin of attraction and falls near its
 * edge. No label is used.
 */
public final class LocalRadius {
    /** Correlation of book scores with the result's from which on a restart has come home. */
    public static final double HOME = .9;

    private LocalRadius() {}

    /**
     * Returns the radius by all restarts at once.
     *
     * @param refine the refinement that gave the result, from another start
     * @return from 0 to 1; a restart that the books do not allow has not come home
     */
    public static double of(Refinement.Result result, Function<Refinement.Start, Refinement.Result> refine, int seed) {
        Restarts restarts = Restarts.NONE;
        OptionalDouble radius = restarts.radius();
        while (radius.isEmpty()) {
            TrainingLabels labels = TrainingLabels.Perturbed.of(
                    result.responsibilities(), restarts.share(), seed * Restarts.RING + restarts.number());
            restarts =
                    restarts.with(comesHome(() -> isHome(result, refine.apply(new Refinement.Start.Labelled(labels)))));
            radius = restarts.radius();
        }
        return radius.getAsDouble();
    }

    /**
     * Restarts once more, as a stream does with each solution.
     *
     * @param before restarts of earlier solutions
     * @param books that the solution is of
     * @param refine the refinement that gave the solution, from another start
     */
    public static Restarts next(
            Restarts before,
            Refinement.Solution solution,
            ShardSums books,
            Function<Refinement.Start, Refinement.Solution> refine) {
        return before.with(comesHome(() -> {
            TrainingLabels labels = books.perturbed(solution, before.share(), before.number());
            Refinement.Solution end = refine.apply(new Refinement.Start.Labelled(labels));
            return books.likeness(solution, end) >= HOME;
        }));
    }

    private static boolean comesHome(BooleanSupplier restart) {
        try {
            return restart.getAsBoolean();
        } catch (BadInputException tooAlike) {
            return false;
        }
    }

    /** Returns whether another end is the same, by its book scores. */
    public static boolean isHome(Refinement.Result result, Refinement.Result other) {
        return Refinement.agreement(result, other) >= HOME;
    }
}
