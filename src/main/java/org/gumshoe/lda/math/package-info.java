// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The numerics of latent Dirichlet allocation: digamma, Dirichlet priors, seeded random numbers,
 * parallel ranges.
 */
package org.gumshoe.lda.math;
