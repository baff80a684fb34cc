// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.transformer.Injection;

/**
 * A prompt: a text to continue.
 *
 * @param minTokens tokens before which no stop token is sampled (HuggingFace's {@code
 *     min_new_tokens}); 0 lets the model end the text at any place
 * @param maxTokens limit of generated tokens
 * @param sampling how tokens are sampled
 * @param injections steering vectors that are added to prompt and continuation
 */
public record Prompt(String text, int minTokens, int maxTokens, Sampling sampling, List<Injection> injections) {
    public Prompt {
        injections = List.copyOf(injections);
        if (maxTokens < 1) {
            throw new BadInputException("A story of " + maxTokens + " tokens cannot be written; ask for 1 or more.");
        }
        if (minTokens < 0 || minTokens > maxTokens) {
            throw new BadInputException("A story of at least " + minTokens + " and at most " + maxTokens
                    + " tokens cannot be written; give a minimum from 0 to the maximum.");
        }
    }

    /** Prompt whose continuation may end at any place. */
    public Prompt(String text, int maxTokens, Sampling sampling, List<Injection> injections) {
        this(text, 0, maxTokens, sampling, injections);
    }
}
