// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The forward pass of a single token in Java: packed and quantised matrices, SIMD kernels and the
 * threads that share their work.
 */
package org.gumshoe.lm.cpu;
