// SPDX-License-Identifier: GPL-3.0-or-later
/** Ranking metrics, bootstrap intervals that respect groups, and diversity of texts. */
package org.gumshoe.eval.metrics;
