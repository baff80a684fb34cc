// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

/**
 * A vector added to the residual stream after block {@code layer} (0: to the embedding) at every
 * position, prompt and generated tokens alike.
 *
 * @param layer 0 to the number of blocks
 * @param vector one number for each component of the residual stream
 */
public record Injection(int layer, float[] vector) {}
