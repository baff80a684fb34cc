// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Arrays;
import org.gumshoe.pipeline.SolvedStrengths;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.basin.DivergenceThresholds;

/**
 * Options of the steering service.
 *
 * @param strength default strength of a plain vector at each layer, in typical norms; a refined
 *     vector has the strengths of its mixture
 * @param limits thresholds below which a refinement is reported as diverged
 * @param mixture weights of a refined vector; the corpus direction enters once there are enough
 *     unsteered texts, the seed-word direction where passages hold seed words
 * @param corrected weights once there are enough texts steered by the first mixture
 * @param solved whether weights are solved instead, once there are enough texts under either direction alone
 * @param mostPerplexity times that of unsteered texts that texts may have under solved weights, above 1
 */
public record SteeringOptions(
        double strength,
        DivergenceThresholds limits,
        Mixture mixture,
        Mixture corrected,
        boolean solved,
        double mostPerplexity) {
    public static final SteeringOptions DEFAULT = new SteeringOptions(
            VectorBuilder.STRENGTH,
            DivergenceThresholds.DEFAULT,
            Mixture.FIRST,
            Mixture.CORRECTED,
            false,
            SolvedStrengths.MOST_PERPLEXITY);

    /**
     * Reads the options from settings.
     *
     * @throws BadSettingsException naming the setting, its value and the remedy
     */
    static SteeringOptions of(Settings settings) {
        return new SteeringOptions(
                settings.getDouble("steering.strength", DEFAULT.strength),
                new DivergenceThresholds(
                        settings.getDouble("steering.limit.reliability", DEFAULT.limits.reliability()),
                        settings.getDouble("steering.limit.deviations", DEFAULT.limits.deviations()),
                        settings.getDouble("steering.limit.agreement", DEFAULT.limits.agreement())),
                settings.get(
                        "steering.mixture",
                        DEFAULT.mixture,
                        text -> {
                            double[] s = strengths(text);
                            return sound(new Mixture(s[0], s[1], s[2], 0));
                        },
                        "three strengths, as .06,.26,.18 (corpus, class contrast, seed words; the second above 0)"),
                settings.get(
                        "steering.mixture.remainder",
                        DEFAULT.corrected,
                        text -> {
                            double[] s = strengths(text);
                            return sound(new Mixture(0, s[0], s[1], s[2]));
                        },
                        "three strengths, as .26,.24,.12 (class contrast, seed words, residual; the first above 0)"),
                settings.getBoolean("steering.strengths.solved", DEFAULT.solved),
                settings.get(
                        "steering.perplexity.most",
                        DEFAULT.mostPerplexity,
                        SteeringOptions::aboveOne,
                        "a number above 1 and up to 100, as 1.1"));
    }

    private static double aboveOne(String text) {
        double number = Double.parseDouble(text);
        if (!(number > 1 && number <= 100)) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static double[] strengths(String text) {
        double[] strengths = Arrays.stream(text.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        if (strengths.length != 3 || !Arrays.stream(strengths).allMatch(s -> s >= 0 && s < 10)) {
            throw new IllegalArgumentException(text);
        }
        return strengths;
    }

    /** Checks that the class contrast has a weight, since every refined vector needs it. */
    private static Mixture sound(Mixture mixture) {
        if (mixture.classContrast() == 0) {
            throw new IllegalArgumentException("no class contrast");
        }
        return mixture;
    }
}
