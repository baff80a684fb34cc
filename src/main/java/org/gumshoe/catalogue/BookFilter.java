// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A filter of a catalogue's books. Of each kind one value is enough, and each kind that is given
 * must hold; an empty list or null gives no condition.
 *
 * @param numbers of entries
 * @param languages codes such as "en"; a book may be in several
 * @param classes beginnings of classes of the Library of Congress
 * @param issued years of release in the library
 * @param born years of birth of an author
 */
public record BookFilter(
        Set<String> numbers,
        List<WordQuery> titles,
        List<WordQuery> subjects,
        List<WordQuery> notSubjects,
        List<WordQuery> shelves,
        List<WordQuery> authors,
        List<WordQuery> notAuthors,
        List<String> languages,
        List<String> classes,
        YearRange issued,
        YearRange born)
        implements Predicate<CatalogueEntry> {

    /** Returns whether nothing is asked for, so that every book passes. */
    public boolean isEmpty() {
        return numbers.isEmpty()
                && List.of(titles, subjects, notSubjects, shelves, authors, notAuthors).stream()
                        .allMatch(List::isEmpty)
                && languages.isEmpty()
                && classes.isEmpty()
                && issued == null
                && born == null;
    }

    @Override
    public boolean test(CatalogueEntry book) {
        return (numbers.isEmpty() || numbers.contains(book.number()))
                && (titles.isEmpty() || anyIn(titles, List.of(book.title())))
                && (subjects.isEmpty() || anyIn(subjects, book.subjects()))
                && !anyIn(notSubjects, book.subjects())
                && (shelves.isEmpty() || anyIn(shelves, book.shelves()))
                && (authors.isEmpty() || isBy(authors, book))
                && !isBy(notAuthors, book)
                && (languages.isEmpty() || book.languages().stream().anyMatch(this::isWanted))
                && (classes.isEmpty() || book.classes().stream().anyMatch(this::isInClass))
                && (issued == null || issued.contains(book.issued()))
                && (born == null || book.authors().stream().anyMatch(author -> born.contains(author.born())));
    }

    static boolean anyIn(List<WordQuery> queries, List<String> values) {
        return queries.stream().anyMatch(query -> query.isInAny(values));
    }

    private static boolean isBy(List<WordQuery> names, CatalogueEntry book) {
        return book.authors().stream()
                .anyMatch(author -> names.stream().anyMatch(name -> name.isNameOf(author.name())));
    }

    /** Returns whether a code such as "en-GB" is of a language such as "en". */
    private boolean isWanted(String code) {
        return languages.stream().anyMatch(language -> (lower(code) + "-").startsWith(lower(language) + "-"));
    }

    private boolean isInClass(String code) {
        return classes.stream().anyMatch(beginning -> lower(code).startsWith(lower(beginning)));
    }

    private static String lower(String code) {
        return code.strip().toLowerCase(Locale.ROOT);
    }
}
