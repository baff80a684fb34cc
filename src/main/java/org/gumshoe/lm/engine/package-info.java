// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The tensor engine (PyTorch through DJL): its start, its threads, matrix products and compiled
 * functions.
 */
package org.gumshoe.lm.engine;
