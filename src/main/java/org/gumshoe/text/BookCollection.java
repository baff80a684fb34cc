// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A collection of books that are read one after the other. Different books that would have the same id are
 * both kept, the later under a longer one; a second copy of a book is left out. Both are told.
 */
public final class BookCollection {
    private record Place(Path file, String text) {}

    private final Map<String, Place> places = new HashMap<>();
    private final Consumer<String> told;

    /** @param told receives a sentence for each clash */
    public BookCollection(Consumer<String> told) {
        this.told = told;
    }

    /**
     * Reads all books in a directory, in the order of their paths.
     *
     * @param told receives the reason for each file that is left out, and each clash
     * @throws BadInputException as {@link Books#find}
     */
    public static List<Book> read(Path directory, Consumer<String> told) {
        BookCollection collection = new BookCollection(told);
        List<Book> books = new ArrayList<>();
        for (Path file : Books.find(directory)) {
            try {
                collection.add(file).ifPresent(books::add);
            } catch (BadInputException e) {
                told.accept(e.getMessage());
            }
        }
        return books;
    }

    /**
     * Reads a book; empty if the collection holds its text already.
     *
     * @throws BadInputException as {@link Books#read}
     */
    public Optional<Book> add(Path file) {
        Book book = Books.read(file);
        String text = BookId.hash(book.text());
        Place other = places.putIfAbsent(book.id(), new Place(file, text));
        if (other == null) {
            return Optional.of(book);
        }
        if (other.text.equals(text)) {
            told.accept(quoted(file) + " holds the same text as " + quoted(other.file) + " and is left out.");
            return Optional.empty();
        }
        String id = book.id() + "-" + text;
        if (places.putIfAbsent(id, new Place(file, text)) != null) {
            return Optional.empty();
        }
        told.accept(quoted(file) + " has author and title of " + quoted(other.file) + " (" + book.id()
                + ") but another text; it is kept as " + id + ". Name the files author_title.txt to choose their ids.");
        return Optional.of(new Book(id, book.title(), book.author(), book.genres(), book.text()));
    }

    private static String quoted(Path file) {
        return VisibleText.quoted(file.toString());
    }
}
