// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import java.awt.Color;

/**
 * The colour of a topic in all plots. It depends on the topic's number only, so a topic keeps its
 * colour across model versions and when topics are added.
 */
public final class TopicColour {
    /** Hue step of the golden ratio: hues never repeat, and those of neighbours differ widely. */
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private static final float SATURATION = .6f;
    private static final float BRIGHTNESS = .85f;

    private TopicColour() {}

    /** Returns a topic's colour as 0xRRGGBB. */
    public static int rgb(int topic) {
        return Color.HSBtoRGB((float) (topic * GOLDEN % 1), SATURATION, BRIGHTNESS) & 0xffffff;
    }
}
