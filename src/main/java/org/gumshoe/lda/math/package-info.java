// SPDX-License-Identifier: GPL-3.0-or-later
/** Numerical helpers of LDA: special functions, priors, seeded random numbers, parallel loops. */
package org.gumshoe.lda.math;
