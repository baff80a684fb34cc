// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * List of wanted books, a tab-separated table with the columns {@code id}, {@code title} and {@code
 * author}. They are found in a catalogue by author and title, unless a column says where a site has
 * them.
 */
public final class BookList {
    private BookList() {}

    /**
     * A wanted book.
     *
     * @param id that it shall have
     * @param path relative to a site; empty if it is not named
     */
    public record Wanted(String id, String title, String author, List<String> subjects, String path) {
        /** Returns whether one of the authors is one of the book's. */
        boolean isBy(CatalogueEntry book) {
            return WordQuery.hasNone(author)
                    || Contributor.names(author).stream()
                            .map(WordQuery::ofName)
                            .anyMatch(name -> book.authors().stream().anyMatch(each -> name.isNameOf(each.name())));
        }
    }

    /**
     * Reads a list.
     *
     * @param paths column of the books' places at a site; null if they are to be found by title
     * @throws BadInputException as {@link TabTable#read}, or when an id cannot be a file's name
     */
    public static List<Wanted> read(Path file, String paths) {
        List<String> columns = new ArrayList<>(List.of("id", "title", "author"));
        Optional.ofNullable(paths).ifPresent(columns::add);
        return TabTable.read(file, "list of books", columns).rows().stream()
                .map(row -> new Wanted(
                        fileName(row.get("id"), file),
                        row.get("title"),
                        row.get("author"),
                        CatalogueEntry.values(row.getOrDefault("subjects", "")),
                        paths == null ? "" : row.get(paths).strip()))
                .toList();
    }

    private static String fileName(String id, Path list) {
        if (id.isBlank() || id.startsWith(".") || id.matches("(?s).*[/\\\\\\p{Cntrl}].*")) {
            throw new BadInputException("The id \"" + VisibleText.quoted(id) + "\" in the list of books " + list
                    + " can be no file's name; give one such as author_title.");
        }
        return id;
    }

    /**
     * Finds wanted books: the author's entry of the same title or, failing that, of the same title
     * before its subtitle. Of several numbers of a work the first counts.
     *
     * @return for each wanted book its entry, if there is one
     */
    public static Map<Wanted, Optional<CatalogueEntry>> find(List<Wanted> wanted, List<CatalogueEntry> catalogue) {
        Map<String, List<CatalogueEntry>> byTitle = new HashMap<>();
        Map<String, List<CatalogueEntry>> byMainTitle = new HashMap<>();
        for (CatalogueEntry book : catalogue) {
            byTitle.computeIfAbsent(title(book.title()), title -> new ArrayList<>())
                    .add(book);
            byMainTitle
                    .computeIfAbsent(title(mainTitle(book.title())), title -> new ArrayList<>())
                    .add(book);
        }
        Map<Wanted, Optional<CatalogueEntry>> found = new LinkedHashMap<>();
        for (Wanted book : wanted) {
            found.put(
                    book,
                    byAuthor(book, byTitle.get(title(book.title())))
                            .or(() -> byAuthor(book, byMainTitle.get(title(mainTitle(book.title()))))));
        }
        return found;
    }

    private static Optional<CatalogueEntry> byAuthor(Wanted wanted, List<CatalogueEntry> books) {
        return books == null
                ? Optional.empty()
                : books.stream().filter(wanted::isBy).findFirst();
    }

    private static String mainTitle(String title) {
        return title.split("\\s*(?:[;:(]|, or,| — )", 2)[0];
    }

    private static String title(String title) {
        return WordQuery.folded(title).replaceFirst("^(the|an|a) ", "");
    }
}
