// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.transformer.Injection;

/**
 * A prompt: a text to continue.
 *
 * @param maxTokens limit of generated tokens
 * @param sampling how tokens are sampled
 * @param injections steering vectors that are added to prompt and continuation
 */
public record Prompt(String text, int maxTokens, Sampling sampling, List<Injection> injections) {
    public Prompt {
        injections = List.copyOf(injections);
        if (maxTokens < 1) {
            throw new BadInputException("A story of " + maxTokens + " tokens cannot be written; ask for 1 or more.");
        }
    }
}
