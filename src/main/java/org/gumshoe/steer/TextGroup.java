// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Group of generated texts that are summed together, by what steered them. */
public enum TextGroup {
    /** Nothing: the model's own manner. */
    UNSTEERED,
    /** The refined vector of a concept, as it was in force. */
    REFINED,
    /** The class contrast alone ({@link Directions#classContrast}). */
    CLASS_CONTRAST,
    /** The seed-word direction alone ({@link Directions#seedWords}). */
    SEED_WORDS;

    /** Returns the name in records. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<TextGroup> find(String wireName) {
        return Arrays.stream(values())
                .filter(group -> group.wireName().equals(wireName))
                .findFirst();
    }

    /** Returns whether the texts lead towards a concept. */
    public boolean isSteered() {
        return this != UNSTEERED;
    }

    /** Returns whether one direction alone has steered the texts. */
    public boolean isOfOneDirection() {
        return this == CLASS_CONTRAST || this == SEED_WORDS;
    }
}
