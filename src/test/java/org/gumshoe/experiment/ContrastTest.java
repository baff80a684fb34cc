// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContrastTest {
    private static final Set<String> SEEDS = Set.of("murder", "clue");

    private static Corpus corpus(String... passages) {
        return new Corpus(
                List.of(new Corpus.Labelled("b", "a", null, true, String.join("\n", passages), List.of(passages))),
                List.of(),
                "");
    }

    @Test
    void takesThePassagesThatNameTheConceptMostAndAsManyThatDoNot() {
        Corpus corpus = corpus(
                "Rain fell on the road.",
                "One clue was found.",
                "Tea was served.",
                "Murder! The clue of the murder.",
                "They played cards.",
                "A clue, and another clue.",
                "The train was late.");

        assertThat(Contrast.choose(corpus.books(), SEEDS, 2))
                .extracting(beginning -> beginning.passage().index())
                .containsExactly(3, 5, 2, 6);
    }

    @Test
    void leavesOutABookThatNeverNamesIt() {
        assertThat(Contrast.choose(corpus("Rain fell.", "Tea was served.").books(), SEEDS, 3))
                .isEmpty();
    }

    @Test
    void readsTheClustersBooksAndAtLeastAFew() {
        List<Corpus.Labelled> books = IntStream.range(0, 12)
                .mapToObj(i -> new Corpus.Labelled("b" + i, "a", null, true, "", List.of()))
                .toList();
        Corpus corpus = new Corpus(books, List.of(), "");
        Map<String, Double> many =
                books.stream().collect(Collectors.toMap(Corpus.Labelled::id, b -> b.id().equals("b3") ? .2 : .9));
        assertThat(Contrast.cluster(corpus, many)).hasSize(11).noneMatch(b -> b.id().equals("b3"));
        assertThat(Contrast.cluster(corpus, Map.of("b7", .6, "b2", .1)))
                .hasSize(5)
                .extracting(Corpus.Labelled::id)
                .startsWith("b7", "b2");
    }
}
