// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.records.PassageKey;

/**
 * Shelf of all books, also of those that were withdrawn: names, numbers of passages, and the places
 * of their chunks and passages in the topics. Their texts stay there.
 */
public final class BookShelf {
    private final Map<String, Shelved> books = new TreeMap<>();
    private int passages;

    /**
     * A book.
     *
     * @param characters of its text
     * @param passages it was cut into; 0 before that
     * @param withdrawn whether it was taken away, and can come back
     */
    public record BookRow(String book, String title, String author, long characters, int passages, boolean withdrawn) {}

    private static final class Shelved {
        String title = "";
        String author = "";
        String edition = "";
        RecordPlace[] chunks = {};
        int[] lengths = {};
        boolean withdrawn;
        int partition;
        long[] passages = {};
        int count;

        BookRow row(String book) {
            return new BookRow(
                    book, title, author, Arrays.stream(lengths).asLongStream().sum(), count, withdrawn);
        }
    }

    /** Applies a record of the books. */
    synchronized void applyChunk(FeedRecord record) {
        Shelved book = books.computeIfAbsent(record.key(), key -> new Shelved());
        if (!(record.value() instanceof BookChunk chunk)) {
            book.withdrawn = true;
            return;
        }
        if (!book.edition.equals(chunk.getSha256()) || book.chunks.length != chunk.getTotal()) {
            book.edition = chunk.getSha256();
            book.chunks = new RecordPlace[chunk.getTotal()];
            book.lengths = new int[chunk.getTotal()];
        }
        book.title = chunk.getTitle();
        book.author = chunk.getAuthor();
        book.withdrawn = false;
        if (chunk.getIndex() < book.chunks.length) {
            book.chunks[chunk.getIndex()] = RecordPlace.of(record);
            book.lengths[chunk.getIndex()] = chunk.getText().length();
        }
    }

    /** Returns whether a book is here and cut, with the text that a chunk belongs to: it is not cut again. */
    synchronized boolean holds(BookChunk chunk) {
        return Optional.ofNullable(books.get(chunk.getBook()))
                .filter(book -> !book.withdrawn && book.count > 0)
                .filter(book -> book.edition.equals(chunk.getSha256()) && book.chunks.length == chunk.getTotal())
                .isPresent();
    }

    /** Applies a record of the passages; generated texts are no books. */
    synchronized void applyPassage(FeedRecord record) {
        PassageKey.parse(record.key()).ifPresent(key -> {
            if (record.value() instanceof Passage passage && passage.getOwn()) {
                return;
            }
            Shelved book = books.computeIfAbsent(key.bookId(), id -> new Shelved());
            boolean known = key.index() < book.passages.length && book.passages[key.index()] >= 0;
            book.partition = record.partition();
            if (record.value() instanceof Passage passage) {
                grow(book, Math.max(key.index() + 1, passage.getTotal()));
                book.passages[key.index()] = record.offset();
                count(book, known ? 0 : 1);
            } else if (known) {
                book.passages[key.index()] = -1;
                count(book, -1);
            }
        });
    }

    private static void grow(Shelved book, int size) {
        int former = book.passages.length;
        if (size > former) {
            book.passages = Arrays.copyOf(book.passages, size);
            Arrays.fill(book.passages, former, size, -1);
        }
    }

    private void count(Shelved book, int change) {
        book.count += change;
        passages += change;
    }

    /** Returns all books, in the order of their ids. */
    public synchronized List<BookRow> all() {
        return books.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey()))
                .toList();
    }

    public synchronized Optional<BookRow> find(String book) {
        return Optional.ofNullable(books.get(book)).map(shelved -> shelved.row(book));
    }

    /** Returns the number of books that are not withdrawn. */
    public synchronized long size() {
        return books.values().stream().filter(book -> !book.withdrawn).count();
    }

    /** Returns the number of passages of all books. */
    public synchronized int passages() {
        return passages;
    }

    /** Returns the places of a book's chunks in order; empty where one is missing. */
    public synchronized Optional<List<RecordPlace>> chunks(String book) {
        return Optional.ofNullable(books.get(book))
                .map(shelved -> Arrays.asList(shelved.chunks))
                .filter(chunks -> !chunks.isEmpty() && !chunks.contains(null))
                .map(List::copyOf);
    }

    /** Returns the place of a passage; empty where there is none. */
    public synchronized Optional<RecordPlace> passage(String book, int index) {
        return Optional.ofNullable(books.get(book))
                .filter(shelved -> index >= 0 && index < shelved.passages.length && shelved.passages[index] >= 0)
                .map(shelved -> new RecordPlace(shelved.partition, shelved.passages[index]));
    }
}
