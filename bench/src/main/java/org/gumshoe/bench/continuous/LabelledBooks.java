// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;

/**
 * Books of a directory with the labels of a manifest.
 *
 * @param labels by book; borderline books have none
 * @param byLabel books by label; borderline books are among the negative ones
 */
record LabelledBooks(Map<String, Boolean> labels, Map<Boolean, List<Book>> byLabel) {
    /**
     * Reads the books that the manifest names.
     *
     * @param column of the manifest that holds 1, 0, or ? for borderline
     * @param genre that positive books get
     */
    static LabelledBooks read(Path directory, Path manifest, String column, String genre) throws IOException {
        List<String> rows = Files.readAllLines(manifest);
        List<String> header = Arrays.asList(rows.getFirst().split("\t"));
        Map<String, Boolean> labels = new HashMap<>();
        Map<Boolean, List<Book>> byLabel = Map.of(true, new ArrayList<>(), false, new ArrayList<>());
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t");
            String label = cells[header.indexOf(column)];
            boolean positive = label.equals("1");
            List<String> genres = label.equals("?") ? List.of() : List.of(positive ? genre : "other");
            Path file = directory.resolve(cells[header.indexOf("id")] + ".txt");
            if (Files.exists(file)) {
                Book book = Books.read(file);
                if (!genres.isEmpty()) {
                    labels.put(book.id(), positive);
                }
                byLabel.get(positive).add(new Book(book.id(), book.title(), book.author(), genres, book.text()));
            }
        }
        return new LabelledBooks(labels, byLabel);
    }

    /** Returns books of both labels by turns, so that each part of the list has both. */
    List<Book> alternating(int limit) {
        List<Book> books = new ArrayList<>();
        int longest = Math.max(byLabel.get(true).size(), byLabel.get(false).size());
        for (int i = 0; books.size() < limit && i < longest; i++) {
            for (boolean label : List.of(true, false)) {
                if (i < byLabel.get(label).size() && books.size() < limit) {
                    books.add(byLabel.get(label).get(i));
                }
            }
        }
        return books;
    }
}
