// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/** Role of a language model: the weak one learns a concept first, the strong one receives it. */
public enum ModelRole {
    WEAK,
    STRONG;

    /**
     * Parses a wire name.
     *
     * @throws BadInputException when there is no such role
     */
    public static ModelRole of(String wireName) {
        return find(wireName)
                .orElseThrow(() -> new BadInputException("'" + wireName + "' is not the role of a model; give "
                        + Arrays.stream(values()).map(ModelRole::wireName).collect(Collectors.joining(" or "))
                        + "."));
    }

    public static Optional<ModelRole> find(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }

    /** Returns the name in keys, records and commands. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return wireName();
    }
}
