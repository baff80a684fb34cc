// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Online latent Dirichlet allocation over a stream of passages (the documents of the model), and
 * the search for the topic of a concept that is given by seed words.
 */
package org.gumshoe.lda;
