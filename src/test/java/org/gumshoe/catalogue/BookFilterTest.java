// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BookFilterTest {
    private static final CatalogueEntry HOLMES = book(
            "108",
            "The Return of Sherlock Holmes",
            "Doyle, Arthur Conan, 1859-1930",
            "Detective and mystery stories, English");

    static CatalogueEntry book(String number, String title, String authors, String... subjects) {
        return new CatalogueEntry(
                number,
                title,
                2006,
                List.of("en"),
                Contributor.parseAll(authors),
                List.of(subjects),
                List.of("PR"),
                List.of("Crime/Mystery"),
                List.of());
    }

    private static boolean passes(CatalogueEntry book, String kind, String value) {
        List<String> values = List.of(value);
        List<WordQuery> words = List.of(WordQuery.of(value));
        List<WordQuery> names = List.of(WordQuery.ofName(value));
        return new BookFilter(
                        kind.equals("number") ? Set.of(value) : Set.of(),
                        kind.equals("title") ? words : List.of(),
                        kind.equals("subject") ? words : List.of(),
                        kind.equals("not-subject") ? words : List.of(),
                        kind.equals("shelf") ? List.of(WordQuery.ofShelf(value)) : List.of(),
                        kind.equals("author") ? names : List.of(),
                        kind.equals("not-author") ? names : List.of(),
                        kind.equals("language") ? values : List.of(),
                        kind.equals("class") ? values : List.of(),
                        kind.equals("year") ? YearRange.parse(value) : null,
                        kind.equals("born") ? YearRange.parse(value) : null)
                .test(book);
    }

    @ParameterizedTest
    @CsvSource({
        "number, 108, true",
        "number, 10, false",
        "title, sherlock return, true",
        "title, sherl, false",
        "subject, Detective and mystery stories, true",
        "subject, mystery english, true",
        "subject, detectiv*, true",
        "subject, detect, false",
        "not-subject, detective, false",
        "not-subject, poetry, true",
        "shelf, crime, true",
        "shelf, Browsing: Crime/Mystery, true",
        "shelf, Category: Romance, false",
        "author, doyle, true",
        "author, Arthur Conan Doyle, true",
        "author, 'Doyle, Arthur Conan, 1859-1930', true",
        "author, A. C. Doyle, true",
        "author, A. B. Doyle, false",
        "author, D, false",
        "author, Doy, false",
        "not-author, Doyle, false",
        "not-author, Christie, true",
        "language, en, true",
        "language, EN, true",
        "language, e, false",
        "class, P, true",
        "class, ps, false",
        "year, 2006, true",
        "year, 2007-, false",
        "born, 1850-1860, true",
        "born, 1860-, false"
    })
    void conditions(String kind, String value, boolean passes) {
        assertThat(passes(HOLMES, kind, value)).isEqualTo(passes);
    }

    @Test
    void aTranslatorIsNoAuthor() {
        CatalogueEntry book = book("1", "Tales", "Leblanc, Maurice, 1864-1941; De Mattos, Alexander [Translator]");

        assertThat(passes(book, "author", "De Mattos")).isFalse();
        assertThat(passes(book, "not-author", "De Mattos")).isTrue();
        assertThat(passes(book("2", "Tales", "Poe, Edgar [Editor]"), "author", "Poe"))
                .isTrue();
    }

    @Test
    void accentsAndScripts() {
        CatalogueEntry book = book("1", "紅樓夢 第一卷", "Čapek, Karel", "Crime -- Bohème -- Fiction");

        assertThat(passes(book, "author", "Capek")).isTrue();
        assertThat(passes(book, "subject", "boheme fiction")).isTrue();
        assertThat(passes(book, "title", "樓夢")).isTrue();
        assertThatThrownBy(() -> WordQuery.of(" -- ")).isInstanceOf(BadInputException.class);
    }

    @Test
    void shelvesOfBothGenerationsAreFoundByOneQuery() {
        CatalogueEntry newer = new CatalogueEntry(
                "1",
                "A",
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of("Crime, Thrillers and Mystery"),
                List.of());

        assertThat(passes(newer, "shelf", "crime mystery")).isTrue();
        assertThat(passes(HOLMES, "shelf", "crime mystery")).isTrue();
    }

    @Test
    void oneWorkUnderTwoNumbersIsChosenOnce() {
        List<String> told = new ArrayList<>();
        List<CatalogueEntry> books = List.of(
                book("42", "The Strange Case of Dr. Jekyll and Mr. Hyde", "Stevenson, Robert Louis, 1850-1894"),
                book("43", "Strange Case of Dr Jekyll and Mr Hyde", "Stevenson, Robert Louis, 1850-1894"),
                book("44", "The Strange Case of Dr. Jekyll, Volume 2", "Stevenson, Robert Louis, 1850-1894"),
                book("45", "Poems", ""),
                book("46", "Poems", ""));

        assertThat(new Selection(10, List.of(), null, false).choose(books, told::add))
                .extracting(CatalogueEntry::number)
                .containsExactly("42", "44", "45", "46");
        assertThat(told).singleElement().asString().contains("43 as 42", "--all-editions");
        assertThat(new Selection(10, List.of(), null, true).choose(books, told::add))
                .hasSize(5);
    }

    @Test
    void aBalanceTakesAsManyWithASubjectAsWithout() {
        List<CatalogueEntry> books = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            books.add(book("" + i, "Book " + i, "Author " + i, i < 3 ? "Detective stories" : "Sea stories"));
        }
        List<WordQuery> detective = List.of(WordQuery.of("detective"));

        List<CatalogueEntry> chosen = new Selection(100, detective, 5L, false).choose(books, t -> {});

        assertThat(chosen).hasSize(6);
        assertThat(chosen.subList(0, 2))
                .extracting(book -> book.subjects().getFirst())
                .doesNotHaveDuplicates();
        assertThat(chosen.stream().filter(book -> detective.getFirst().isInAny(book.subjects())))
                .hasSize(3);
        assertThat(new Selection(4, detective, null, false).choose(books, t -> {}))
                .hasSize(4);
        assertThat(new Selection(100, detective, 5L, false).choose(books, t -> {}))
                .isEqualTo(chosen);
        assertThatThrownBy(() -> new Selection(4, detective, null, false).choose(books.subList(0, 3), t -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("each has the subject");
    }
}
