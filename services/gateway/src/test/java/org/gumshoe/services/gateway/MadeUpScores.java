// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.gumshoe.schemas.RefinedScore;

/** Made-up scores of books by the strong model, for the concept {@code crime}. */
public final class MadeUpScores {
    private MadeUpScores() {}

    public static String key(String book) {
        return "crime|strong|" + book;
    }

    /**
     * Returns the score of a book.
     *
     * @param books of the whole version
     * @param passages the scores of the book's passages
     */
    public static RefinedScore of(String book, long version, int books, double responsibility, Float... passages) {
        return RefinedScore.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setBook(book)
                .setVersion(version)
                .setBooks(books)
                .setDiverged(false)
                .setLda(.5)
                .setScore(responsibility)
                .setResponsibility(responsibility)
                .setIndices(IntStream.range(0, passages.length).boxed().toList())
                .setPassagesLda(Collections.nCopies(passages.length, .5f))
                .setPassages(Arrays.asList(passages))
                .build();
    }
}
