// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.text.Book;
import org.gumshoe.text.BookCollection;
import org.gumshoe.text.BrownCorpus;

/**
 * Books of a demo.
 *
 * @param small whether the books have less than a million words, too few for an unguided topic
 *     model to find a concept
 * @param leftOut reasons why some files are not among the books
 */
public record DemoBooks(List<Book> books, boolean small, List<String> leftOut) {
    private static final int MIN_BOOKS = 3;

    /** Reads the fiction of the Brown corpus: 126 texts of 2,000 words. */
    public static DemoBooks brown(Path corpus) {
        return of(BrownCorpus.fiction(corpus), List.of());
    }

    /**
     * Reads the books under a path.
     *
     * @throws BadInputException when fewer than three files under {@code path} are readable books
     */
    public static DemoBooks at(Path path) {
        List<String> leftOut = new ArrayList<>();
        List<Book> books = BookCollection.read(path, leftOut::add);
        if (books.isEmpty()) {
            throw new BadInputException(
                    "No file under " + path + " is a book that can be read (the first: " + leftOut.getFirst() + ")");
        }
        if (books.size() < MIN_BOOKS) {
            throw new BadInputException(
                    "%s holds only %d %s that can be read, and a demo needs %d or more: a word must be in three of them, and one of them judges the others; add books."
                            .formatted(path, books.size(), books.size() == 1 ? "book" : "books", MIN_BOOKS));
        }
        return of(withSomeHeldOut(books), leftOut);
    }

    /**
     * Returns the books with another id for the last one where by chance of the ids no book would judge
     * the stitch map, or all would.
     */
    static List<Book> withSomeHeldOut(List<Book> books) {
        boolean first = Pairing.heldOut(books.getFirst().id());
        if (books.stream().anyMatch(book -> Pairing.heldOut(book.id()) != first)) {
            return books;
        }
        Book last = books.getLast();
        String id = IntStream.iterate(2, i -> i + 1)
                .mapToObj(i -> last.id() + "-" + i)
                .filter(other -> Pairing.heldOut(other) != first)
                .findFirst()
                .orElseThrow();
        List<Book> all = new ArrayList<>(books);
        all.set(all.size() - 1, new Book(id, last.title(), last.author(), last.genres(), last.text()));
        return all;
    }

    private static DemoBooks of(List<Book> books, List<String> leftOut) {
        long words = books.stream()
                .mapToLong(book -> book.text().split("\\s+").length)
                .sum();
        return new DemoBooks(List.copyOf(books), SeededTopic.isNeeded(words), List.copyOf(leftOut));
    }
}
