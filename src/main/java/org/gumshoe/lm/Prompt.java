// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.List;

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
    }
}
