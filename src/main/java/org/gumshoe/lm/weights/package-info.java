// SPDX-License-Identifier: GPL-3.0-or-later
/** Tensors as model files store them, and readers that turn them into rows of floats. */
package org.gumshoe.lm.weights;
