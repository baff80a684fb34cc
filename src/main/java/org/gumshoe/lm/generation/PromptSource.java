// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;

/** Where a running batch gets further prompts from. */
@FunctionalInterface
public interface PromptSource {
    /**
     * Asked before every token, so it must not wait.
     *
     * @param room at most so many
     * @return prompts that join; the writing ends when there are none and no text is unfinished
     */
    List<Prompt> next(int room);
}
