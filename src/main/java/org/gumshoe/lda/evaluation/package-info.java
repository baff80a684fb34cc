// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Measures of a topic model: coherence, held-out likelihood by document completion, comparison of
 * two models.
 */
package org.gumshoe.lda.evaluation;
