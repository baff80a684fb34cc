// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A topic model over an unbounded stream: held-out passages, and the decision whether a new version
 * replaces the model in use.
 */
package org.gumshoe.lda.stream;
