// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import org.gumshoe.schemas.BookChunk;

/**
 * The edition that a book's current passages were made from. The same text with the same options
 * gives the same passages, so it is not split again.
 *
 * @param sha256 hash of the book's text
 * @param words option {@code passage.words} at that time
 * @param perBook option {@code passages.per.book} at that time
 * @param passages number of passages
 */
record BookEdition(String sha256, int words, int perBook, int passages) {
    /** Tells whether a chunk belongs to this edition and the options are unchanged. */
    boolean matches(BookChunk chunk, IngestOptions options) {
        return sha256.equals(chunk.getSha256()) && words == options.words() && perBook == options.perBook();
    }

    /** Formats the edition for the state store: its fields, separated by spaces. */
    String format() {
        return sha256 + " " + words + " " + perBook + " " + passages;
    }

    static BookEdition parse(String text) {
        String[] parts = text.split(" ");
        return new BookEdition(
                parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
    }
}
