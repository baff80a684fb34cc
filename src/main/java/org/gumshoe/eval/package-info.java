// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * How good a score is (ranking metrics, intervals that respect groups), and what a text is:
 * diversity, judges of stories, content.
 */
package org.gumshoe.eval;
