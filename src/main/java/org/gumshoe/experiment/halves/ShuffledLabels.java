// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;

/**
 * Null of the yardstick: labels that are permuted among authors (a permutation test, Fisher 1935, with the author as its
 * unit). An author takes another one's labels, so books of one author still have much the same
 * label, and as many authors are positive.
 */
final class ShuffledLabels {
    private ShuffledLabels() {}

    /**
     * Permutes the labels of some books among their authors. The k-th of an author's m books takes the label
     * of number floor(k n / m), counted from 0, of another one's n labels, positive ones first.
     *
     * @param books of one half; those without a label have none afterwards
     */
    static BookLabels among(Collection<Corpus.Labelled> books, BookLabels labels, long seed) {
        Map<String, List<Corpus.Labelled>> byAuthor = new TreeMap<>();
        books.stream()
                .distinct()
                .filter(book -> labels.of(book) != null)
                .sorted(Comparator.comparing(Corpus.Labelled::id))
                .forEach(book -> byAuthor.computeIfAbsent(book.author(), author -> new ArrayList<>())
                        .add(book));
        List<List<Boolean>> ofAuthors = new ArrayList<>();
        byAuthor.values()
                .forEach(own -> ofAuthors.add(own.stream()
                        .map(labels::of)
                        .sorted(Comparator.reverseOrder())
                        .toList()));
        Collections.shuffle(ofAuthors, new Random(seed));
        Map<String, Boolean> shuffled = new LinkedHashMap<>();
        int author = 0;
        for (List<Corpus.Labelled> own : byAuthor.values()) {
            List<Boolean> other = ofAuthors.get(author++);
            for (int k = 0; k < own.size(); k++) {
                shuffled.put(own.get(k).id(), other.get(k * other.size() / own.size()));
            }
        }
        return new BookLabels(shuffled);
    }

    /** Permutes the labels within each of two halves. */
    static BookLabels within(
            Collection<Corpus.Labelled> one, Collection<Corpus.Labelled> other, BookLabels labels, long seed) {
        Map<String, Boolean> both = new LinkedHashMap<>(among(one, labels, seed).positive());
        both.putAll(among(other, labels, seed).positive());
        return new BookLabels(both);
    }
}
