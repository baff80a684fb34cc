// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.junit.jupiter.api.Test;

class ShuffledLabelsTest {
    private static final List<Corpus.Labelled> BOOKS = books();
    private static final BookLabels LABELS = labels();

    /** Author a has 1 + a % 4 books. */
    private static List<Corpus.Labelled> books() {
        List<Corpus.Labelled> books = new ArrayList<>();
        for (int author = 0; author < 40; author++) {
            for (int book = 0; book <= author % 4; book++) {
                books.add(new Corpus.Labelled(
                        author + "-" + book, "author " + author, null, true, "text", List.of("text")));
            }
        }
        return books;
    }

    /** Authors from 30 on are positive, but for their second books; the third ones are borderline. */
    private static BookLabels labels() {
        Map<String, Boolean> labels = new LinkedHashMap<>();
        for (Corpus.Labelled book : BOOKS) {
            if (!book.id().endsWith("-2")) {
                int author = Integer.parseInt(book.author().substring("author ".length()));
                labels.put(book.id(), author >= 30 && !book.id().endsWith("-1"));
            }
        }
        return new BookLabels(labels);
    }

    @Test
    void asManyAuthorsArePositive() {
        for (int seed = 0; seed < 20; seed++) {
            BookLabels shuffled = ShuffledLabels.among(BOOKS, LABELS, seed);

            assertThat(shuffled.positive().keySet()).isEqualTo(LABELS.positive().keySet());
            assertThat(positiveAuthors(shuffled)).hasSize(10).isNotEqualTo(positiveAuthors(LABELS));
        }
    }

    @Test
    void positiveAuthorsAreDrawnAlike() {
        Map<String, Integer> drawn = new TreeMap<>();
        int seeds = 2000;
        for (int seed = 0; seed < seeds; seed++) {
            positiveAuthors(ShuffledLabels.among(BOOKS, LABELS, seed)).forEach(a -> drawn.merge(a, 1, Integer::sum));
        }
        assertThat(drawn).hasSize(40);
        assertThat(drawn.values())
                .allSatisfy(n -> assertThat(n / (double) seeds).isBetween(.2, .3));
    }

    @Test
    void labelsStayWithinTheirHalf() {
        List<Corpus.Labelled> one = BOOKS.subList(0, 50);
        List<Corpus.Labelled> other = BOOKS.subList(50, BOOKS.size());
        BookLabels shuffled = ShuffledLabels.within(one, other, LABELS, 3);

        for (List<Corpus.Labelled> half : List.of(one, other)) {
            assertThat(ConceptFigures.positiveAuthors(shuffled, half))
                    .hasSameSizeAs(ConceptFigures.positiveAuthors(LABELS, half));
        }
    }

    @Test
    void aHalfIsShuffledAlikeWhicheverWayItIsFitted() {
        List<Corpus.Labelled> one = BOOKS.subList(0, 50);
        List<Corpus.Labelled> other = BOOKS.subList(50, BOOKS.size());

        assertThat(ShuffledLabels.within(one, other, LABELS, 3))
                .isEqualTo(ShuffledLabels.within(other, one, LABELS, 3));
        assertThat(ShuffledLabels.within(one, other, LABELS, 3))
                .isNotEqualTo(ShuffledLabels.within(one, other, LABELS, 4));
    }

    private static Set<String> positiveAuthors(BookLabels labels) {
        return BOOKS.stream()
                .filter(labels::isPositive)
                .map(Corpus.Labelled::author)
                .collect(Collectors.toSet());
    }
}
