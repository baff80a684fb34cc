// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.List;

/**
 * A book as read: plain text, no boilerplate.
 *
 * @param id lower-case slug {@code author_title}, or of the file's name when the file does not tell
 * @param genres subjects that the file declares; may be empty
 * @param text paragraphs separated by one empty line
 */
public record Book(String id, String title, String author, List<String> genres, String text) {
    public Book {
        genres = List.copyOf(genres);
    }
}
