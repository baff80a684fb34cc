// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

/** A listener that receives every token as it is generated. */
@FunctionalInterface
public interface TokenListener {
    /**
     * Receives a token.
     *
     * @param prompt index of the prompt, in the order in which prompts were given
     * @param index 0 for the first generated token
     * @param id token id
     * @param text text that this token adds; empty while a character is incomplete
     * @param logProb natural logarithm of the token's probability under the model with injections,
     *     at temperature 1
     * @param last whether the sequence is finished: by a stop token, its limit, or the context
     *     length
     */
    void token(int prompt, int index, int id, String text, double logProb, boolean last);
}
