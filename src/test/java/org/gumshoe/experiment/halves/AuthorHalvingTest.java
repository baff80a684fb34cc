// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.Corpus;
import org.junit.jupiter.api.Test;

class AuthorHalvingTest {
    private static final List<Corpus.Labelled> BOOKS = books();
    private static final Map<String, Set<String>> POSITIVE =
            Map.of("rare", Set.of("author 0", "author 1", "author 2", "author 3"));

    /** Author a has 1 + a % 4 books. */
    private static List<Corpus.Labelled> books() {
        List<Corpus.Labelled> books = new ArrayList<>();
        for (int author = 0; author < 20; author++) {
            for (int book = 0; book <= author % 4; book++) {
                books.add(new Corpus.Labelled(
                        author + "-" + book, "author " + author, null, true, "text", List.of("text")));
            }
        }
        return books;
    }

    @Test
    void noAuthorIsInBothHalvesAndEveryBookIsInOne() {
        for (AuthorHalving halving : AuthorHalving.draw(BOOKS, POSITIVE, 5, 1)) {
            Set<String> first = authors(halving, 0);
            Set<String> second = authors(halving, 1);

            assertThat(first).doesNotContainAnyElementsOf(second);
            assertThat(first.size() + second.size()).isEqualTo(20);
            assertThat(BOOKS).allMatch(b -> halving.isIn(0, b) != halving.isIn(1, b));
        }
    }

    @Test
    void halvesHaveAsManyBooksAndEnoughPositiveAuthors() {
        for (AuthorHalving halving : AuthorHalving.draw(BOOKS, POSITIVE, 5, 1)) {
            long first = BOOKS.stream().filter(b -> halving.isIn(0, b)).count();

            assertThat(2 * first - BOOKS.size()).isBetween(-4L, 4L);
            assertThat(authors(halving, 0).stream().filter(POSITIVE.get("rare")::contains))
                    .hasSize(2);
        }
    }

    @Test
    void halvingsDifferAndAreReproducible() {
        List<AuthorHalving> drawn = AuthorHalving.draw(BOOKS, POSITIVE, 5, 1);

        assertThat(drawn).doesNotHaveDuplicates().isEqualTo(AuthorHalving.draw(BOOKS, POSITIVE, 5, 1));
    }

    @Test
    void aConceptOfTooFewAuthorsIsNamed() {
        assertThatThrownBy(() -> AuthorHalving.draw(BOOKS, Map.of("rarer", Set.of("author 1")), 1, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("rarer has 1 authors");
    }

    private static Set<String> authors(AuthorHalving halving, int half) {
        return BOOKS.stream()
                .filter(b -> halving.isIn(half, b))
                .map(Corpus.Labelled::author)
                .collect(Collectors.toSet());
    }
}
