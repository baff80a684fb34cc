// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Stitching of a weak model's residual stream to a strong model's: pairs of activations, their
 * moments, and the ridge regression solved from them.
 */
package org.gumshoe.stitch;
