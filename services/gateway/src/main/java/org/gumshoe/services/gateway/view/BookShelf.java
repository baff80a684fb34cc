// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.records.PassageKey;

/**
 * Shelf of all books, also of those that were withdrawn last: names, numbers of passages, and the
 * places of their chunks and passages in the topics. Their texts stay there. What a record takes here does
 * not depend on the numbers in it: a place is kept for a passage that has come, not for one before it.
 */
public final class BookShelf {
    private static final int WITHDRAWN = 1000;

    private final Map<String, Shelved> books = new TreeMap<>();
    private final Set<String> withdrawnFirst = new LinkedHashSet<>();
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
        int total;
        final TreeMap<Integer, Chunk> chunks = new TreeMap<>();
        int partition;
        final Map<Integer, Long> passages = new HashMap<>();

        boolean isOf(BookChunk chunk) {
            return edition.equals(chunk.getSha256()) && total == chunk.getTotal();
        }

        long characters() {
            return chunks.values().stream().mapToLong(Chunk::characters).sum();
        }
    }

    private record Chunk(RecordPlace place, int characters) {}

    /** Applies a record of the books. */
    synchronized void applyChunk(FeedRecord record) {
        if (!(record.value() instanceof BookChunk chunk)) {
            withdraw(record.key());
            return;
        }
        Shelved book = books.computeIfAbsent(record.key(), key -> new Shelved());
        withdrawnFirst.remove(record.key());
        if (!book.isOf(chunk)) {
            book.edition = chunk.getSha256();
            book.total = chunk.getTotal();
            book.chunks.clear();
        }
        book.title = chunk.getTitle();
        book.author = chunk.getAuthor();
        if (chunk.getIndex() < book.total) {
            book.chunks.put(
                    chunk.getIndex(),
                    new Chunk(RecordPlace.of(record), chunk.getText().length()));
        }
    }

    private void withdraw(String id) {
        if (!books.containsKey(id)) {
            return;
        }
        withdrawnFirst.add(id);
        if (withdrawnFirst.size() > WITHDRAWN) {
            String oldest = withdrawnFirst.iterator().next();
            withdrawnFirst.remove(oldest);
            passages -= books.remove(oldest).passages.size();
        }
    }

    /** Returns whether a book is here and cut, with the text that a chunk belongs to: it is not cut again. */
    synchronized boolean holds(BookChunk chunk) {
        return Optional.ofNullable(books.get(chunk.getBook()))
                .filter(book -> !withdrawnFirst.contains(chunk.getBook()))
                .filter(book -> !book.passages.isEmpty() && book.isOf(chunk))
                .isPresent();
    }

    /** Applies a record of the passages; generated texts are no books. */
    synchronized void applyPassage(FeedRecord record) {
        PassageKey.parse(record.key()).ifPresent(key -> {
            if (record.value() instanceof Passage passage && passage.getOwn()) {
                return;
            }
            Shelved book = record.value() == null
                    ? books.get(key.bookId())
                    : books.computeIfAbsent(key.bookId(), id -> new Shelved());
            if (book == null) {
                return;
            }
            passages -= book.passages.size();
            book.partition = record.partition();
            if (record.value() == null) {
                book.passages.remove(key.index());
            } else {
                book.passages.put(key.index(), record.offset());
            }
            passages += book.passages.size();
        });
    }

    /** Returns all books, in the order of their ids. */
    public synchronized List<BookRow> all() {
        return books.keySet().stream().map(this::row).toList();
    }

    public synchronized Optional<BookRow> find(String book) {
        return Optional.of(book).filter(books::containsKey).map(this::row);
    }

    private BookRow row(String id) {
        Shelved book = books.get(id);
        return new BookRow(
                id, book.title, book.author, book.characters(), book.passages.size(), withdrawnFirst.contains(id));
    }

    /** Returns the number of books that are not withdrawn. */
    public synchronized long size() {
        return books.size() - withdrawnFirst.size();
    }

    /** Returns the number of passages of all books. */
    public synchronized int passages() {
        return passages;
    }

    /** Returns the places of a book's chunks in order; empty where one is missing. */
    public synchronized Optional<List<RecordPlace>> chunks(String book) {
        return Optional.ofNullable(books.get(book))
                .filter(shelved -> shelved.total > 0 && shelved.chunks.size() == shelved.total)
                .map(shelved ->
                        shelved.chunks.values().stream().map(Chunk::place).toList());
    }

    /** Returns the place of a passage; empty where there is none. */
    public synchronized Optional<RecordPlace> passage(String book, int index) {
        return Optional.ofNullable(books.get(book))
                .filter(shelved -> shelved.passages.containsKey(index))
                .map(shelved -> new RecordPlace(shelved.partition, shelved.passages.get(index)));
    }
}
