// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Online latent Dirichlet allocation over a stream of passages, and the search for the topic that a
 * concept's seed words point at.
 */
package org.gumshoe.lda;
