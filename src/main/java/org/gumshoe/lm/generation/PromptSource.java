// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.List;

/** A source of prompts that are admitted to a running batch. */
@FunctionalInterface
public interface PromptSource {
    /**
     * Returns the prompts to admit now. It is called before every decode step and must not block.
     *
     * @param freeSlots most prompts that can be admitted
     * @return prompts; generation ends when there are none and all sequences are finished
     */
    List<Prompt> next(int freeSlots);
}
