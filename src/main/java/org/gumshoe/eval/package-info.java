// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Evaluation: {@link org.gumshoe.eval.metrics} of scores and texts, and classifiers that
 * {@link org.gumshoe.eval.judge} stories.
 */
package org.gumshoe.eval;
