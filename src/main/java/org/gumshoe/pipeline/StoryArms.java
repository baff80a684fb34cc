// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.steer.Direction;

/** Prompt, sampling and steering of each arm of a story. */
public final class StoryArms {
    /**
     * Sampling temperature; at .8 unsteered texts repeat themselves, and every change looks like a
     * loss (decision 13).
     */
    public static final double TEMPERATURE = 1;

    /** Probability mass of nucleus sampling (Holtzman et al. 2020). */
    public static final double TOP_P = .95;

    private StoryArms() {}

    /** What stands before the opening. */
    public static String prefix(StoryArm arm, String concept) {
        if (arm != StoryArm.PROMPT) {
            return "";
        }
        String article =
                !concept.isEmpty() && "aeiou".indexOf(Character.toLowerCase(concept.charAt(0))) >= 0 ? "An " : "A ";
        return article + concept + " story. ";
    }

    /** Each direction at the same strength, in typical norms. */
    public static List<Injection> steering(List<Direction> directions, double strength) {
        return directions.stream()
                .map(direction -> new Injection(direction.layer(), direction.steering(strength)))
                .toList();
    }

    /** Each direction as long as it is: a mixture carries its own strengths. */
    public static List<Injection> steering(List<Direction> mixture) {
        return mixture.stream()
                .map(direction -> new Injection(direction.layer(), direction.steering(direction.strength())))
                .toList();
    }

    /** @param tokens to write at most */
    public static Prompt prompt(
            StoryArm arm, String concept, String opening, int tokens, Sampling sampling, List<Injection> steering) {
        return new Prompt(prefix(arm, concept) + opening, tokens, sampling, steering);
    }
}
