// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.services.cli.demo.DemoBooks;
import org.gumshoe.text.Book;

/**
 * A shelf of books spread over the demo's sample.
 *
 * @param books as they are sent
 * @param perBook passages of a book that models read
 */
record SampleBooks(Path directory, DemoBooks books, int perBook) {
    /**
     * @param directory of the Brown corpus
     * @param size number of books, at most 126
     */
    static SampleBooks of(Path directory, int size, int perBook) {
        DemoBooks all = DemoBooks.brown(directory);
        List<Book> kept = IntStream.range(0, size)
                .mapToObj(i -> all.books().get(i * all.books().size() / size))
                .toList();
        return new SampleBooks(directory, new DemoBooks(kept, all.small(), List.of()), perBook);
    }

    SampleBooks of(int size) {
        return of(directory, size, perBook);
    }

    /** Reads the books from their files and cuts them into passages. */
    Corpus cut() {
        Set<String> ids = books.books().stream().map(Book::id).collect(Collectors.toSet());
        return Corpus.brown(directory).only(book -> ids.contains(book.id()));
    }
}
