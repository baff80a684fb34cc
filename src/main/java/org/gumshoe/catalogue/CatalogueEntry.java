// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.gumshoe.text.Books;

/**
 * A book in a library's catalogue.
 *
 * @param number Project Gutenberg's number, or the id of a feed's entry
 * @param title on one line
 * @param issued year in which the library released the book; null if it is not named
 * @param contributors authors, and others with their roles; may be empty
 * @param subjects such as "Detective and mystery stories, English"
 * @param classes of the Library of Congress, such as "PR"
 * @param shelves without "Browsing: " and "Category: "
 * @param files that a feed links to, best first; empty where the layout tells them
 */
public record CatalogueEntry(
        String number,
        String title,
        Integer issued,
        List<String> languages,
        List<Contributor> contributors,
        List<String> subjects,
        List<String> classes,
        List<String> shelves,
        List<Acquisition> files) {
    private static final int MAX_ID_BYTES = 180;
    private static final int CUT_ID_CHARS = 50;

    /** Returns the values of a field, which are joined by semicolons. */
    static List<String> values(String field) {
        return Arrays.stream(field.split(";"))
                .map(CatalogueEntry::line)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    /** Returns a text on one line: titles in catalogues hold line feeds. */
    static String line(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("[\\s\\p{Cntrl}\\p{Z}]+", " ")
                .strip();
    }

    /** Returns a shelf's name without "Browsing: " or "Category: ", which copies of different years have. */
    static String shelf(String name) {
        return name.replaceFirst("(?i)^\\s*(browsing|category):\\s*", "");
    }

    /** Returns the contributors without another role; all of them where each has one, as of an anthology. */
    public List<Contributor> authors() {
        List<Contributor> authors =
                contributors.stream().filter(Contributor::isAuthor).toList();
        return authors.isEmpty() ? contributors : authors;
    }

    /** Returns the authors' names in natural order, joined by semicolons; empty if none is known. */
    public String author() {
        return authors().stream().map(Contributor::displayName).collect(Collectors.joining("; "));
    }

    /**
     * Returns the id that the book has in a shelf and in the stream: author and title as in {@link
     * Books#id}, short enough for a file's name. Both come from outside.
     */
    public String id() {
        String first = authors().isEmpty() ? "" : authors().getFirst().displayName();
        String id = Books.id(first.isBlank() ? "anonymous" : first, title);
        return id.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MAX_ID_BYTES
                ? id
                : id.substring(0, id.offsetByCodePoints(0, CUT_ID_CHARS)) + "-" + Integer.toHexString(id.hashCode());
    }

    /** Returns what two numbers of one work share: languages, authors and title; of no author none does. */
    String work() {
        if (contributors.isEmpty()) {
            return number;
        }
        String authors = authors().stream()
                .map(Contributor::name)
                .map(WordQuery::folded)
                .sorted()
                .collect(Collectors.joining(";"));
        return languages + "|" + authors + "|" + WordQuery.folded(title).replaceFirst("^(the|an|a) ", "");
    }
}
