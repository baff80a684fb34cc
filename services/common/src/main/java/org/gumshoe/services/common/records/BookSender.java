// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.Sha256;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Sender of books: cuts a book into chunks that stay well below the broker's record limit and whose
 * texts, concatenated, are the book's text.
 */
public final class BookSender {
    /** Limit of the text of one chunk, in UTF-8 bytes. */
    public static final int CHUNK_BYTES = 200_000;

    /** Name of the topic of books. */
    public static final String TOPIC = "books";

    private static final int ID_CHARACTERS = 300;

    private BookSender() {}

    /**
     * Sends a book without waiting; flush or close the producer to be sure.
     *
     * @param id without '#', '|' or control characters, because keys are made of it
     * @return the number of chunks
     * @throws BadSettingsException when the id cannot be part of a key
     */
    public static int send(
            Producer<String, BookChunk> producer,
            String id,
            String title,
            String author,
            List<String> genres,
            String text) {
        List<BookChunk> chunks = chunks(id, title, author, genres, text);
        for (BookChunk chunk : chunks) producer.send(new ProducerRecord<>(TOPIC, id, chunk));
        return chunks.size();
    }

    /**
     * Cuts a book into chunks. Even an empty text has one chunk, so that ingest can report that it
     * is empty.
     */
    public static List<BookChunk> chunks(String id, String title, String author, List<String> genres, String text) {
        if (!validId(id)) {
            throw new BadSettingsException("Book id '" + VisibleText.quoted(id)
                    + "' must have 1 to 300 characters and no '#', '|' or control characters: rename the book.");
        }
        List<String> pieces = split(text, CHUNK_BYTES);
        String sha256 = sha256(text);
        List<BookChunk> chunks = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            chunks.add(new BookChunk(id, i, pieces.size(), sha256, title, author, genres, pieces.get(i)));
        }
        return chunks;
    }

    /** Returns whether keys can be made of a book's or story's id. */
    public static boolean validId(String id) {
        return id != null
                && !id.isBlank()
                && id.codePointCount(0, id.length()) <= ID_CHARACTERS
                && id.chars().noneMatch(c -> c == '#' || c == '|' || Character.isISOControl(c));
    }

    /** Returns the SHA-256 of the UTF-8 bytes, in hexadecimal. */
    public static String sha256(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Cuts after a paragraph where one ends within the limit, else after a space, else between two
     * characters.
     */
    static List<String> split(String text, int limit) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = largestEnd(text, start, limit);
            if (end < text.length()) {
                int paragraph = text.lastIndexOf("\n\n", end - 2);
                int space = text.lastIndexOf(' ', end - 1);
                if (paragraph >= start) {
                    end = paragraph + 2;
                } else if (space > start) {
                    end = space + 1;
                }
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces.isEmpty() ? List.of("") : pieces;
    }

    /**
     * Returns the largest end such that the piece has at most {@code limit} UTF-8 bytes and no
     * character is cut.
     */
    private static int largestEnd(String text, int start, int limit) {
        int bytes = 0;
        int end = start;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > limit && end > start) return end;
            end += Character.charCount(point);
        }
        return end;
    }
}
