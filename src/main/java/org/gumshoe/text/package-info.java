// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Books in, passages and words out: readers of plain text, e-books and the Brown corpus,
 * sentence-safe passages, words fit for a topic model.
 */
package org.gumshoe.text;
