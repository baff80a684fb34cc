// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

/**
 * A passage of a book.
 *
 * @param start offset of its first character in the book's text, in UTF-16 units
 * @param end offset after its last character
 * @param text the passage, every run of white space replaced by one space
 */
public record Span(int start, int end, String text) {}
