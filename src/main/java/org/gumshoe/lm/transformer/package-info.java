// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The forward pass of a transformer: weight loading, embedding, blocks and head, the KV cache, and
 * access to the residual stream, by reading hidden states and by injecting vectors.
 */
package org.gumshoe.lm.transformer;
