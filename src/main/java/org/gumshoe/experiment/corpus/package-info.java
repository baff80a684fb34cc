// SPDX-License-Identifier: GPL-3.0-or-later
/** Corpus of labelled books, cut into passages and grouped by author. */
package org.gumshoe.experiment.corpus;
