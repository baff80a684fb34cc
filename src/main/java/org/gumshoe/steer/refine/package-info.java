// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Refinement of a concept probe: self-training on a model's activations from the LDA's scores,
 * cross-fitted by book and anchored in the LDA.
 */
package org.gumshoe.steer.refine;
