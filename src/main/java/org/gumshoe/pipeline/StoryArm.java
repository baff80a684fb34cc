// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/** Arm of a story: what is done to the model while it writes. */
public enum StoryArm {
    /** Nothing. */
    UNSTEERED,
    /** The prompt names the genre; nothing is added to the residual stream. */
    PROMPT,
    /** Random directions with the norms of the vector in force: the null of steering. */
    RANDOM,
    /** The best vector there is: refined, else translated, else native. */
    STEERED,
    NATIVE,
    TRANSLATED,
    SHUFFLED,
    REFINED,
    REFINED_DIVERGED,
    IMPORTED;

    private static final List<VectorKind> PREFERRED =
            List.of(VectorKind.REFINED, VectorKind.TRANSLATED, VectorKind.NATIVE);

    /** @throws BadInputException when there is no such arm */
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

    /** The name in records and commands. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the arm adds a vector to the residual stream. */
    public boolean isSteered() {
        return this != UNSTEERED && this != PROMPT;
    }

    /**
     * The kinds of vector that the arm may use, the best first. An arm without a vector has those
     * of {@link #STEERED}, since it writes with the model that they live in.
     */
    public List<VectorKind> kinds() {
        return VectorKind.find(wireName()).map(List::of).orElse(PREFERRED);
    }

    @Override
    public String toString() {
        return wireName();
    }
}
