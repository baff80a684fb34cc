// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/** Kind of a steering vector: where its directions come from. */
public enum VectorKind {
    /** The model's own class contrast, from the LDA's responsibilities of books. */
    NATIVE,
    /**
     * The weak model's refined class contrast, translated into the strong model by the stitch map.
     */
    TRANSLATED,
    /** The same through a map fitted on shuffled pairs: the null of {@link #TRANSLATED}. */
    SHUFFLED,
    /** The mixture of directions from the model's own refined concept. */
    REFINED,
    /** The class contrast of a refined vector alone: from its texts the strengths of both directions are solved. */
    CLASS_CONTRAST,
    /** The seed-word direction of a refined vector alone, in the upper half of its layers. */
    SEED_WORDS,
    /** A refined vector whose diagnosis failed; the last good vector stays in use. */
    REFINED_DIVERGED,
    /** A vector that a user has imported from a file. */
    IMPORTED;

    /**
     * Parses a wire name.
     *
     * @throws BadInputException when there is no such kind
     */
    public static VectorKind of(String wireName) {
        return find(wireName)
                .orElseThrow(() -> new BadInputException("'" + wireName + "' is not a kind of vector; give "
                        + Arrays.stream(values()).map(VectorKind::wireName).collect(Collectors.joining(", "))
                        + "."));
    }

    public static Optional<VectorKind> find(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }

    /** Returns the name in keys, records and commands. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return wireName();
    }
}
