// SPDX-License-Identifier: GPL-3.0-or-later
/** Evaluation of topic models: coherence, held-out likelihood, comparison of two models. */
package org.gumshoe.lda.evaluation;
