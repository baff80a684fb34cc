// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

/**
 * Text that is not judged yet.
 *
 * @param group of texts that are alike: the number of the opening, or of a real passage's author
 * @param opening words before the text
 * @param seed of the sampler
 */
public record Draft(int group, String opening, long seed, String text) {
    /** Returns the same draft with another text. */
    Draft with(String other) {
        return new Draft(group, opening, seed, other);
    }
}
