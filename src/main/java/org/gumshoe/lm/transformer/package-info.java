// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The forward pass: embedding, blocks and head, the KV cache, and taps that read and write the
 * residual stream.
 */
package org.gumshoe.lm.transformer;
