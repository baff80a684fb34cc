// SPDX-License-Identifier: GPL-3.0-or-later
/** Ranking metrics, grouped bootstrap intervals, and lexical diversity. */
package org.gumshoe.eval.metrics;
