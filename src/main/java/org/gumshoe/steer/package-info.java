// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Steering vectors: sums by book, the directions between and within books, and their mixtures.
 * Below it are {@code refine}, the refinement of a concept probe, and {@code files}, the formats of
 * vectors in files.
 */
package org.gumshoe.steer;
