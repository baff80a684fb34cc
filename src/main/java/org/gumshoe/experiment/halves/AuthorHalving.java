// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.Corpus;

/**
 * Random halving of the authors. The halves hold about the same number of books.
 *
 * @param first authors of the first half
 */
record AuthorHalving(Set<String> first) {
    /** Least number of authors in each half that are positive for a concept. */
    static final int POSITIVE_AUTHORS = 2;

    private static final int ATTEMPTS = 100_000;

    /** Returns whether a book is in the first (0) or second (1) half. */
    boolean isIn(int half, Corpus.Labelled book) {
        return first.contains(book.author()) == (half == 0);
    }

    /**
     * Draws random halvings, the same for all concepts, and keeps those in which each concept has
     * {@value #POSITIVE_AUTHORS} positive authors or more in each half, since no other can be
     * scored. This is the only use of labels in the choice of halves.
     *
     * @param positive positive authors by concept
     * @throws BadInputException when a concept has too few positive authors
     */
    static List<AuthorHalving> draw(
            Collection<Corpus.Labelled> books, Map<String, Set<String>> positive, int count, long seed) {
        Map<String, Long> sizes = books.stream()
                .collect(Collectors.groupingBy(Corpus.Labelled::author, TreeMap::new, Collectors.counting()));
        positive.forEach((concept, authors) -> {
            if (authors.size() < 2 * POSITIVE_AUTHORS) {
                throw new BadInputException("The concept " + concept + " has " + authors.size()
                        + " authors with a positive book; halves need at least " + 2 * POSITIVE_AUTHORS
                        + ", so add books or leave it out of the table.");
            }
        });
        Random random = new Random(seed);
        List<AuthorHalving> drawn = new ArrayList<>();
        for (int attempt = 0; drawn.size() < count; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new BadInputException("No random halving of the authors has " + POSITIVE_AUTHORS
                        + " positive authors of each concept in both halves; add books or concepts with more authors.");
            }
            AuthorHalving halving = halve(sizes, random);
            if (positive.values().stream().allMatch(halving::hasEnough) && !drawn.contains(halving)) {
                drawn.add(halving);
            }
        }
        return drawn;
    }

    private boolean hasEnough(Set<String> positive) {
        long in = positive.stream().filter(first::contains).count();
        return in >= POSITIVE_AUTHORS && positive.size() - in >= POSITIVE_AUTHORS;
    }

    /** Gives authors in random order to the half that has fewer books. */
    private static AuthorHalving halve(Map<String, Long> sizes, Random random) {
        List<String> authors = new ArrayList<>(sizes.keySet());
        Collections.shuffle(authors, random);
        Set<String> first = new HashSet<>();
        long ahead = 0;
        for (String author : authors) {
            long size = sizes.get(author);
            if (ahead <= 0) {
                first.add(author);
            }
            ahead += ahead <= 0 ? size : -size;
        }
        return new AuthorHalving(first);
    }
}
