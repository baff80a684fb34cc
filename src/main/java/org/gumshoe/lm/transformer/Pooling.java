// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

/**
 * A function that reduces the hidden states of a sequence to a smaller result, such as a mean
 * over tokens. Several threads call it at once, each for another sequence.
 */
@FunctionalInterface
public interface Pooling<T> {
    /**
     * Pools the hidden states of a sequence.
     *
     * @param sequence index of the sequence among those that are read
     * @param hiddenStates a reference to them keeps those of the whole batch in memory
     */
    T pool(int sequence, HiddenStates hiddenStates);
}
