// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Arrays;
import org.gumshoe.services.kit.BadSettingsException;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.steer.Limits;
import org.gumshoe.steer.Mixture;

/**
 * @param strength default strength of a plain vector at each layer, in typical norms; a refined one has that of its mixture
 * @param limits below which a refinement is reported as diverged
 * @param mixture what a refined vector is made of: F once the model has written enough by itself, W where passages name the concept
 */
public record SteeringOptions(double strength, Limits limits, Mixture mixture) {
    public static final SteeringOptions DEFAULT =
            new SteeringOptions(.2, Limits.DEFAULT, new Mixture(.06, .26, .18, 0));

    /** @throws BadSettingsException naming the setting, its value and the remedy */
    static SteeringOptions of(Settings settings) {
        return new SteeringOptions(
                settings.getDouble("steering.strength", DEFAULT.strength),
                new Limits(
                        settings.getDouble("steering.limit.reliability", DEFAULT.limits.reliability()),
                        settings.getDouble("steering.limit.deviations", DEFAULT.limits.deviations()),
                        settings.getDouble("steering.limit.agreement", DEFAULT.limits.agreement())),
                mixture(settings.get("steering.mixture", ".06,.26,.18")));
    }

    private static Mixture mixture(String text) {
        try {
            double[] strengths = Arrays.stream(text.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (strengths.length == 3 && Arrays.stream(strengths).allMatch(s -> s >= 0 && s < 10) && strengths[1] > 0) {
                return new Mixture(strengths[0], strengths[1], strengths[2], 0);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadSettingsException("Setting steering.mixture is '" + text
                + "' but must be three strengths, as .06,.26,.18 (corpus, between books, within books; the second above 0):"
                + " change --steering-mixture or GUMSHOE_STEERING_MIXTURE.");
    }
}
