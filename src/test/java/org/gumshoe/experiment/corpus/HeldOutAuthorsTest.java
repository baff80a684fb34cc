// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutAuthorsTest {
    private static Corpus corpus(int authors) {
        List<Corpus.Labelled> books = new ArrayList<>();
        for (int author = 0; author < authors; author++) {
            boolean positive = author % 2 == 0;
            for (int book = 0; book < 2; book++) {
                // the second book of the concept's authors is another story
                boolean isPositive = positive && book == 0;
                books.add(new Corpus.Labelled(
                        author + " " + book, "author " + author, isPositive, true, "text", List.of("text")));
            }
        }
        return new Corpus(books, List.of(), "");
    }

    @Test
    void nothingOfAHeldOutAuthorIsLeft() {
        HeldOutAuthors held = HeldOutAuthors.of(corpus(24));

        assertThat(held.positive()).hasSize(3).allMatch(Corpus.Labelled::isPositive);
        assertThat(held.plain()).hasSize(9).noneMatch(Corpus.Labelled::isPositive);
        assertThat(held.rest().books()).hasSize(48 - 12);
        assertThat(held.rest().books())
                .extracting(Corpus.Labelled::author)
                .doesNotContainAnyElementsOf(
                        held.positive().stream().map(Corpus.Labelled::author).toList());
    }

    @Test
    void ofFewAuthorsNoneIsHeldOut() {
        HeldOutAuthors held = HeldOutAuthors.of(corpus(8));

        assertThat(held.positive()).isEmpty();
        assertThat(held.rest().books()).hasSize(16);
    }
}
