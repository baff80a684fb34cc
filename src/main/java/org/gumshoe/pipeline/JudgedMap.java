// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Locale;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;

/**
 * Stitch map to one strong layer with its skill on held-out books.
 *
 * @param r2 on pairs of held-out books; NaN without any
 * @param r2Shuffled the same for a map fitted on shuffled pairs, the null; NaN without one
 */
public record JudgedMap(StitchMap map, double r2, double r2Shuffled) {

    /** Returns the map of a fit that leads to a strong layer. */
    public static Outcome<JudgedMap> of(StitchFit fit, int strongLayer) {
        for (int l = 0; l < fit.maps().size(); l++) {
            if (fit.maps().get(l).strongLayer() == strongLayer) {
                return Outcome.known(new JudgedMap(fit.maps().get(l), fit.r2()[l], fit.r2Shuffled()[l]));
            }
        }
        return Outcome.notYet("No stitch map leads to layer " + strongLayer + " of the strong model.");
    }

    /** Returns this map where its R² is above that of the null. */
    public Outcome<JudgedMap> usable() {
        if (Double.isNaN(r2)) {
            return Outcome.notYet("No pair of a held-out book has judged the stitch map yet.");
        }
        if (Double.isNaN(r2Shuffled)) {
            return Outcome.notYet("The stitch map has no shuffled pairs to be compared with yet.");
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
