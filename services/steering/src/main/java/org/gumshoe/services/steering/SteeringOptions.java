// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Arrays;
import java.util.Locale;
import org.gumshoe.services.kit.BadSettingsException;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.steer.Limits;
import org.gumshoe.steer.Mixture;

/**
 * @param strength default strength of a plain vector at each layer, in typical norms; a refined one has that of its mixture
 * @param limits below which a refinement is reported as diverged
 * @param mixture what a refined vector is made of: F once the model has written enough by itself, W where passages name the concept
 * @param remainder what it is made of once the model has written enough steered by the first
 */
public record SteeringOptions(double strength, Limits limits, Mixture mixture, Mixture remainder) {
    private static final String MIXTURE = "steering.mixture";
    private static final String REMAINDER = "steering.mixture.remainder";

    public static final SteeringOptions DEFAULT =
            new SteeringOptions(.2, Limits.DEFAULT, new Mixture(.06, .26, .18, 0), new Mixture(0, .26, .24, .12));

    /** @throws BadSettingsException naming the setting, its value and the remedy */
    static SteeringOptions of(Settings settings) {
        double[] first = strengths(settings, MIXTURE, ".06,.26,.18", "corpus, between books, within books", 1);
        double[] second = strengths(settings, REMAINDER, ".26,.24,.12", "between books, within books, remainder", 0);
        return new SteeringOptions(
                settings.getDouble("steering.strength", DEFAULT.strength),
                new Limits(
                        settings.getDouble("steering.limit.reliability", DEFAULT.limits.reliability()),
                        settings.getDouble("steering.limit.deviations", DEFAULT.limits.deviations()),
                        settings.getDouble("steering.limit.agreement", DEFAULT.limits.agreement())),
                new Mixture(first[0], first[1], first[2], 0),
                new Mixture(0, second[0], second[1], second[2]));
    }

    /** @param between the place of the one that must not be 0, since every refined vector has that direction */
    private static double[] strengths(Settings settings, String name, String usual, String what, int between) {
        String text = settings.get(name, usual);
        try {
            double[] strengths = Arrays.stream(text.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (strengths.length == 3
                    && Arrays.stream(strengths).allMatch(s -> s >= 0 && s < 10)
                    && strengths[between] > 0) {
                return strengths;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadSettingsException("Setting " + name + " is '" + text + "' but must be three strengths, as " + usual
                + " (" + what + "; the " + (between == 0 ? "first" : "second") + " above 0): change --"
                + name.replace('.', '-') + " or GUMSHOE_"
                + name.replace('.', '_').toUpperCase(Locale.ROOT) + ".");
    }
}
