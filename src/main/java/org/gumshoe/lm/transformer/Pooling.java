// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

/**
 * What is kept of the residual stream of a text. Several threads ask at once, each for another
 * text.
 */
@FunctionalInterface
public interface Pooling<T> {
    /**
     * @param text its place among those that are read
     * @param residuals take room for all texts of a batch as long as they are referred to
     */
    T of(int text, HiddenStates residuals);
}
