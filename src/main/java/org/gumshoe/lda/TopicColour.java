// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.awt.Color;

/**
 * The colour that a topic has wherever topics are drawn. It follows the number alone, so a topic
 * that keeps its number keeps its colour, and more topics change no other's.
 */
public final class TopicColour {
    /** Steps of the golden section never come back to a hue, and neighbours lie far apart. */
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private static final float SATURATION = .6f;
    private static final float BRIGHTNESS = .85f;

    private TopicColour() {}

    /** Red, green and blue, eight bits each. */
    public static int rgb(int topic) {
        return Color.HSBtoRGB((float) (topic * GOLDEN % 1), SATURATION, BRIGHTNESS) & 0xffffff;
    }
}
