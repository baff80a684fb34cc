// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

/** Hears every token as it is written. */
@FunctionalInterface
public interface TokenListener {
    /**
     * @param prompt index of the prompt in its batch
     * @param index 0 for the first written token
     * @param id token id
     * @param text what this token adds to the text; empty while a character is incomplete, never
     *     half a character
     * @param logProb natural logarithm of the token's probability under the model as it writes
     *     (with injections), at temperature 1
     * @param last whether the prompt is finished: its limit is reached, or the token ends the text
     */
    void token(int prompt, int index, int id, String text, double logProb, boolean last);
}
