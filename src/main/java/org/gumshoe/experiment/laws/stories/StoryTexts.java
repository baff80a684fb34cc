// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.stories;

import java.util.List;

/**
 * Texts that were written under one vector, one behind each opening.
 *
 * @param texts without their openings
 * @param state mean over the texts of the unsteered weak model's mean activation, [dimension of the weak model]
 */
public record StoryTexts(List<String> texts, float[] state) {
    /** Returns all texts as one. */
    public String together() {
        return String.join("\n", texts);
    }
}
