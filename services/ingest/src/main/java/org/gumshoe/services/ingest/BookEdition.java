// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import org.gumshoe.schemas.BookChunk;

/**
 * What a book's passages were made from; equal editions give equal passages, so the second is not
 * cut again.
 *
 * @param passages how many they are
 */
record BookEdition(String sha256, int words, int perBook, int passages) {
    boolean isOf(BookChunk chunk, IngestOptions options) {
        return sha256.equals(chunk.getSha256()) && words == options.words() && perBook == options.perBook();
    }

    String write() {
        return sha256 + " " + words + " " + perBook + " " + passages;
    }

    static BookEdition read(String text) {
        String[] parts = text.split(" ");
        return new BookEdition(
                parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
    }
}
