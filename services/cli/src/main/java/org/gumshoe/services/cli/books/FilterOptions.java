// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gumshoe.catalogue.BookFilter;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.catalogue.Contributor;
import org.gumshoe.catalogue.Selection;
import org.gumshoe.catalogue.TabTable;
import org.gumshoe.catalogue.WordQuery;
import org.gumshoe.catalogue.YearRange;
import picocli.CommandLine.Option;

/**
 * Options that choose books of a catalogue. Of one option that is repeated one value is enough; each
 * option that is given must hold.
 */
final class FilterOptions {
    private static final String WORDS = "WORDS";

    @Option(
            names = "--subject",
            paramLabel = WORDS,
            description =
                    "books one of whose subjects has these words, such as \"police fiction\" (* at the end of a word "
                            + "stands for more letters); may be repeated")
    List<String> subjects = new ArrayList<>();

    @Option(names = "--not-subject", paramLabel = WORDS, description = "books none of whose subjects has these words")
    List<String> notSubjects = new ArrayList<>();

    @Option(
            names = "--shelf",
            paramLabel = WORDS,
            description = "books on a shelf with these words, with or without \"Browsing: \" or \"Category: \"")
    List<String> shelves = new ArrayList<>();

    @Option(names = "--title", paramLabel = WORDS, description = "books with these words in the title")
    List<String> titles = new ArrayList<>();

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "books by these authors; translators and others with a role do not count")
    List<String> authors = new ArrayList<>();

    @Option(
            names = "--not-author",
            paramLabel = "NAME|FILE",
            description = "books by none of these authors, or of those in a manifest (.tsv)")
    List<String> notAuthors = new ArrayList<>();

    @Option(names = "--language", paramLabel = "CODE", split = ",", description = "books in a language, such as en")
    List<String> languages = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "CODE",
            split = ",",
            description = "books in a class of the Library of Congress, such as PR,PS,PZ")
    List<String> classes = new ArrayList<>();

    @Option(
            names = "--year",
            paramLabel = "YEARS",
            description = "year or range in which the library issued the book, such as 1998-2006")
    String year;

    @Option(names = "--born", paramLabel = "YEARS", description = "year or range in which an author was born")
    String born;

    @Option(
            names = "--balance",
            paramLabel = WORDS,
            description = "half of the books with such a subject, half without; may be repeated")
    List<String> balance = new ArrayList<>();

    @Option(
            names = "--random",
            paramLabel = "SEED",
            description = "choose at random instead of in the catalogue's order")
    Long seed;

    @Option(names = "--all-editions", description = "keep further numbers of one work")
    boolean allEditions;

    /** Returns the filter, for entries of these numbers or of all where there are none. */
    BookFilter filter(Set<String> numbers) {
        return new BookFilter(
                numbers,
                words(titles),
                words(subjects),
                words(notSubjects),
                shelves.stream().map(WordQuery::ofShelf).toList(),
                authors.stream().map(WordQuery::ofName).toList(),
                notAuthors.stream()
                        .flatMap(FilterOptions::names)
                        .map(WordQuery::ofName)
                        .toList(),
                languages,
                classes,
                year == null ? null : YearRange.parse(year),
                born == null ? null : YearRange.parse(born));
    }

    Selection selection(int count) {
        return new Selection(count, words(balance), seed, allEditions);
    }

    /** Returns the names in a manifest, or the name itself. */
    private static Stream<String> names(String nameOrFile) {
        Path file = Path.of(nameOrFile);
        return nameOrFile.endsWith(".tsv") || Files.isRegularFile(file)
                ? TabTable.read(file, "manifest", List.of("author")).rows().stream()
                        .flatMap(row -> Contributor.names(row.get("author")).stream())
                        .filter(name -> !WordQuery.hasNone(name))
                : Stream.of(nameOrFile);
    }

    static List<WordQuery> words(List<String> texts) {
        return texts.stream().map(WordQuery::of).toList();
    }

    /** Returns the label of a book by its subjects: 1, 0, or ? where there is no query. */
    static String label(List<WordQuery> queries, List<String> subjects) {
        return queries.isEmpty() ? "?" : queries.stream().anyMatch(query -> query.isInAny(subjects)) ? "1" : "0";
    }

    /** Returns a book on one line. */
    static String line(CatalogueEntry book) {
        return "%s\t%s\t%s\t%s\t%s\t%s"
                .formatted(
                        book.number(),
                        book.author(),
                        book.title(),
                        String.join(",", book.languages()),
                        book.issued() == null ? "" : book.issued().toString(),
                        String.join("; ", book.subjects()));
    }
}
