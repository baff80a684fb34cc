// SPDX-License-Identifier: GPL-3.0-or-later
/** Labelled books cut into passages, grouped by author. */
package org.gumshoe.experiment.corpus;
