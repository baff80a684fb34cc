// SPDX-License-Identifier: GPL-3.0-or-later
/** Evaluation: metrics of scores and texts, and classifiers that judge stories. */
package org.gumshoe.eval;
