// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The arithmetic of a single token in Java: packed matrices, SIMD kernels and the threads that
 * share them.
 */
package org.gumshoe.lm.cpu;
