// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Locale;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;

/**
 * A stitch map to one strong layer with its skill on books that it was not fitted on.
 *
 * @param r2 on pairs of held-out books; NaN without any
 * @param r2Shuffled the same of a map that was fitted on shuffled pairs: the null; NaN without one
 */
public record JudgedMap(StitchMap map, double r2, double r2Shuffled) {

    /** The map of a fit that leads to a strong layer. */
    public static Outcome<JudgedMap> of(StitchFit fit, int strongLayer) {
        for (int l = 0; l < fit.maps().size(); l++) {
            if (fit.maps().get(l).strongLayer() == strongLayer) {
                return Outcome.known(new JudgedMap(fit.maps().get(l), fit.r2()[l], fit.r2Shuffled()[l]));
            }
        }
        return Outcome.notYet("No stitch map leads to layer " + strongLayer + " of the strong model.");
    }

    /** This map where it carries anything: its R² is above its null's. */
    public Outcome<JudgedMap> usable() {
        if (Double.isNaN(r2)) {
            return Outcome.notYet("The stitch map has no pair of a held-out book that could judge it yet.");
        }
        if (Double.isNaN(r2Shuffled)) {
            return Outcome.notYet("The stitch map has no null of shuffled pairs that it could be compared with yet.");
        }
        return r2 > r2Shuffled
                ? Outcome.known(this)
                : Outcome.notYet(String.format(
                        Locale.ROOT,
                        "The stitch map to layer %d has an R² of %.2f, not above the %.2f of shuffled pairs.",
                        map.strongLayer(),
                        r2,
                        r2Shuffled));
    }
}
