// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.text.Book;
import org.gumshoe.text.BrownCorpus;
import org.gumshoe.text.Shelf;

/**
 * Books of a demo.
 *
 * @param small whether the books have less than a million words, too few for an unguided topic
 *     model to find a concept
 * @param leftOut reasons why some files are not among the books
 */
public record DemoBooks(List<Book> books, boolean small, List<String> leftOut) {
    /** Reads the fiction of the Brown corpus: 126 texts of 2,000 words. */
    public static DemoBooks brown(Path corpus) {
        return of(BrownCorpus.fiction(corpus), List.of());
    }

    /**
     * Reads the books under a path.
     *
     * @throws BadInputException when no file under {@code path} is a readable book
     */
    public static DemoBooks at(Path path) {
        List<String> leftOut = new ArrayList<>();
        List<Book> books = Shelf.read(path, leftOut::add);
        if (books.isEmpty()) {
            throw new BadInputException(
                    "No file under " + path + " is a book that can be read (the first: " + leftOut.getFirst() + ")");
        }
        return of(books, leftOut);
    }

    private static DemoBooks of(List<Book> books, List<String> leftOut) {
        long words = books.stream()
                .mapToLong(book -> book.text().split("\\s+").length)
                .sum();
        return new DemoBooks(List.copyOf(books), SeededTopic.isNeeded(words), List.copyOf(leftOut));
    }
}
