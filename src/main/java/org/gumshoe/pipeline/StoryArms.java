// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.transformer.Injection;
import org.gumshoe.steer.Direction;

/** Settings of each arm of a story: prompt, sampling and steering. */
public final class StoryArms {
    /**
     * Sampling temperature. At .8 unsteered texts repeat themselves and have a low perplexity, so
     * that every change looks like a loss of fluency (decision 13).
     */
    public static final double TEMPERATURE = 1;

    /** Probability mass of nucleus sampling (Holtzman et al. 2020). */
    public static final double TOP_P = .95;

    private StoryArms() {}

    /**
     * Returns the text before the opening: "A detective story. " in the prompt arm, otherwise
     * empty.
     */
    public static String prefix(StoryArm arm, String concept) {
        if (arm != StoryArm.PROMPT) {
            return "";
        }
        String article =
                !concept.isEmpty() && "aeiou".indexOf(Character.toLowerCase(concept.charAt(0))) >= 0 ? "An " : "A ";
        return article + concept + " story. ";
    }

    /**
     * Returns injections of all directions at the same strength.
     *
     * @param strength in typical norms
     */
    public static List<Injection> steering(List<Direction> directions, double strength) {
        return directions.stream()
                .map(direction -> new Injection(direction.layer(), direction.steering(strength)))
                .toList();
    }

    /** Returns injections of the directions at the strengths that the mixture gives them. */
    public static List<Injection> steering(List<Direction> mixture) {
        return mixture.stream()
                .map(direction -> new Injection(direction.layer(), direction.steering(direction.strength())))
                .toList();
    }

    /**
     * Returns the prompt of a story.
     *
     * @param minTokens tokens before which the text does not end; 0 leaves the end to the model
     * @param maxTokens maximum number of tokens to write
     */
    public static Prompt prompt(
            StoryArm arm,
            String concept,
            String opening,
            int minTokens,
            int maxTokens,
            Sampling sampling,
            List<Injection> steering) {
        return new Prompt(prefix(arm, concept) + opening, minTokens, maxTokens, sampling, steering);
    }
}
