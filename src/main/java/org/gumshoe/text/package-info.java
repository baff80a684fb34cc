// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Text processing: readers of plain text, EPUB, HTML and the Brown corpus, the split of books into
 * passages, and the tokeniser of the topic model.
 */
package org.gumshoe.text;
