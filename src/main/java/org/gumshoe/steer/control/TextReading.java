// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import java.util.Map;

/**
 * What the unsteered model makes of a text after its opening.
 *
 * @param activations by layer: the residual stream, averaged over the text's tokens
 * @param nll mean negative log-likelihood of a token, in nats; 0 where it was not read
 * @param repeated share of the text that repeats itself ({@link RepeatedWords})
 */
public record TextReading(Map<Integer, float[]> activations, double nll, double repeated) {}
