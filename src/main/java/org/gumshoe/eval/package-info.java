// SPDX-License-Identifier: GPL-3.0-or-later
/** How good a score is: ranking metrics, intervals that respect groups, and diversity of text. */
package org.gumshoe.eval;
