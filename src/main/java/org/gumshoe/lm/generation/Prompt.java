// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.transformer.Injection;

/**
 * One text to go on with.
 *
 * @param text the beginning
 * @param maxTokens at most so many tokens are written
 * @param sampling how they are chosen
 * @param injections vectors added while this prompt is read and continued
 */
public record Prompt(String text, int maxTokens, Sampling sampling, List<Injection> injections) {
    public Prompt {
        injections = List.copyOf(injections);
        if (maxTokens < 1) {
            throw new BadInputException("A story of " + maxTokens + " tokens cannot be written; ask for 1 or more.");
        }
    }
}
