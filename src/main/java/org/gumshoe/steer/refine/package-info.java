// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The refinement: self-training on a model's activations from the LDA's labels, cross-fitted by
 * book and anchored in the LDA.
 */
package org.gumshoe.steer.refine;
