// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.Map;

/**
 * A document of the topic model: one passage of a book, counted.
 *
 * @param book the book's id; the vocabulary admits words by the number of books that use them
 * @param bag the passage's words
 * @param capitals how each word is capitalised, as {@link org.gumshoe.text.words.Words#capitals} counts
 *     it; the vocabulary uses it to keep proper names out
 */
public record Document(String book, BagOfWords bag, Map<String, int[]> capitals) {}
