// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Steering vectors: sums by book, the directions between and within books, the refinement of a
 * concept probe, and files that hold a vector.
 */
package org.gumshoe.steer;
