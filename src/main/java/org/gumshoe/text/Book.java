// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.List;

/**
 * A book in plain text without boilerplate.
 *
 * @param id lower-case slug {@code author_title}, or the slug of the file name if author or title
 *     is unknown
 * @param title empty if unknown
 * @param author empty if unknown
 * @param genres subjects that the file declares; may be empty
 * @param text paragraphs separated by one empty line
 */
public record Book(String id, String title, String author, List<String> genres, String text) {
    public Book {
        genres = List.copyOf(genres);
    }
}
