// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.plan;

import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;

/** Names of the arms of the steering part, as results.json has them (section 9 of docs/method.md). */
final class ArmNames {
    /** Arm that all others are compared with. */
    private static final String UNSTEERED = "unsteered";

    /** Arms that the quick form writes where they are named. */
    private static final List<String> WHERE_NAMED = List.of("solved", "best-solved");

    /** Arms that only the full form writes. */
    private static final List<String> FULL_FORM =
            List.of("chosen-unsteered", "chosen-prompt", "chosen-random", "particles", "particles-steered");

    private static final List<String> PLAIN = List.of(
            UNSTEERED,
            "prompt",
            "mixture",
            "translated",
            "oracle",
            "refined",
            "shuffled",
            "random",
            "weak-unsteered",
            "weak",
            "rejection");

    private static final List<String> CHOSEN = List.of("best", "chosen-lda");

    private static final List<String> ALL = Stream.of(PLAIN, CHOSEN, WHERE_NAMED, FULL_FORM)
            .flatMap(List::stream)
            .toList();

    private ArmNames() {}

    /**
     * Checks the arms that somebody asks for.
     *
     * @throws BadInputException when there is no such arm, or not in the quick form
     */
    static void check(List<String> arms, boolean quick) {
        for (String arm : arms) {
            if (!ALL.contains(arm)) {
                throw new BadInputException(
                        "There is no arm " + arm + " of stories (--arms); choose from " + String.join(", ", ALL) + ".");
            }
            if (quick && FULL_FORM.contains(arm)) {
                throw new BadInputException(
                        "Arm " + arm + " is written in the full form alone; leave --quick or the arm out.");
            }
        }
    }

    /**
     * Returns whether an arm is written.
     *
     * @param arms that are asked for; none: all that the form has
     * @throws IllegalArgumentException when no arm has this name
     */
    static boolean isWritten(String arm, List<String> arms, boolean quick) {
        if (!ALL.contains(arm)) {
            throw new IllegalArgumentException(arm + " is not among the arms");
        }
        if (arms.isEmpty()) {
            return !quick || !WHERE_NAMED.contains(arm) && !FULL_FORM.contains(arm);
        }
        return arm.equals(UNSTEERED) || arms.contains(arm);
    }
}
