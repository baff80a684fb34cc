// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.refine.Refinement;

/**
 * Local radius of a refinement: the share of perturbed restarts that come home. A restart begins from
 * the result's own responsibilities, in which part of the books have exchanged theirs at random. It is
 * 1 in the middle of a basin of attraction and falls near its edge. No label is used.
 */
public final class LocalRadius {
    public static final int RESTARTS = 20;

    /** Share of the books whose responsibilities are exchanged. */
    public static final double PERTURBED = .5;

    /** Correlation of book scores with the result's from which on a restart has come home. */
    public static final double HOME = .9;

    private LocalRadius() {}

    /**
     * Returns the share of {@value #RESTARTS} restarts that come home.
     *
     * @param refine the refinement that gave the result, from another start
     * @return from 0 to 1; a restart that the books do not allow has not come home
     */
    public static double of(Refinement.Result result, Function<Refinement.Start, Refinement.Result> refine, long seed) {
        long home = IntStream.range(0, RESTARTS)
                .filter(restart -> {
                    Map<String, Double> labels =
                            perturbed(result.responsibilities(), PERTURBED, new Random(seed * RESTARTS + restart));
                    try {
                        return isHome(result, refine.apply(new Refinement.Start.Books(labels)));
                    } catch (BadInputException tooAlike) {
                        return false;
                    }
                })
                .count();
        return home / (double) RESTARTS;
    }

    /** Returns whether another end is the same, by its book scores. */
    public static boolean isHome(Refinement.Result result, Refinement.Result other) {
        return Refinement.agreement(result, other) >= HOME;
    }

    /** Returns the values, of which a share of the keys, drawn at random, have exchanged theirs. */
    static Map<String, Double> perturbed(Map<String, Double> values, double share, Random random) {
        List<String> keys = new ArrayList<>(new TreeSet<>(values.keySet()));
        Collections.shuffle(keys, random);
        List<String> chosen = keys.subList(0, (int) Math.round(share * keys.size()));
        Map<String, Double> out = new LinkedHashMap<>(values);
        for (int i = 0; i < chosen.size(); i++) {
            out.put(chosen.get(i), values.get(chosen.get((i + 1) % chosen.size())));
        }
        return out;
    }
}
