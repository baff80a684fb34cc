// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/** Arm of a story: the intervention under which a model writes it. */
public enum StoryArm {
    /** No intervention. */
    UNSTEERED,
    /** The prompt names the genre; nothing is added to the residual stream. */
    PROMPT,
    /** Random directions with the norms of the current vector: the null of steering. */
    RANDOM,
    /** The best available vector: refined, else translated, else native. */
    STEERED,
    /** The same vector as far as it is needed: each block of the story is chosen by the concept's readings. */
    BEST,
    NATIVE,
    TRANSLATED,
    SHUFFLED,
    REFINED,
    CLASS_CONTRAST,
    SEED_WORDS,
    REFINED_DIVERGED,
    IMPORTED;

    /** Arm of a request that names none. */
    public static final StoryArm DEFAULT = BEST;

    private static final List<VectorKind> PREFERRED =
            List.of(VectorKind.REFINED, VectorKind.TRANSLATED, VectorKind.NATIVE);

    /**
     * Parses a wire name.
     *
     * @throws BadInputException when there is no such arm
     */
    public static StoryArm of(String wireName) {
        return find(wireName)
                .orElseThrow(() -> new BadInputException("'" + wireName + "' is not an arm of a story; give "
                        + Arrays.stream(values()).map(StoryArm::wireName).collect(Collectors.joining(", "))
                        + "."));
    }

    public static Optional<StoryArm> find(String wireName) {
        return Arrays.stream(values())
                .filter(arm -> arm.wireName().equals(wireName))
                .findFirst();
    }

    /** Returns the name in keys, records and commands. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether the arm adds a vector to the residual stream. */
    public boolean isSteered() {
        return this != UNSTEERED && this != PROMPT;
    }

    /**
     * Returns the kinds of vector that the arm may use, the best first. An arm without a vector has
     * those of {@link #STEERED}, since it is written by the model that they belong to.
     */
    public List<VectorKind> kinds() {
        return VectorKind.find(wireName()).map(List::of).orElse(PREFERRED);
    }

    @Override
    public String toString() {
        return wireName();
    }
}
