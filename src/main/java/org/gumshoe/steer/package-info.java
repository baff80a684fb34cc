// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Steering vectors: sums by book, the directions between and within books, the refinement of the
 * notion, and files that carry a vector.
 */
package org.gumshoe.steer;
