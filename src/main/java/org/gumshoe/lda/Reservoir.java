// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The documents that wait to be learned. Minibatches are drawn from them at random, so that a
 * minibatch mixes books although books arrive one after another.
 */
final class Reservoir {
    private final List<Vocabulary.IndexedDocument> documents = new ArrayList<>();

    void add(Vocabulary.IndexedDocument document) {
        documents.add(document);
    }

    void addAll(Collection<Vocabulary.IndexedDocument> added) {
        documents.addAll(added);
    }

    int size() {
        return documents.size();
    }

    List<Vocabulary.IndexedDocument> documents() {
        return documents;
    }

    /** Removes and returns the {@code n} oldest documents. */
    List<Vocabulary.IndexedDocument> takeOldest(int n) {
        List<Vocabulary.IndexedDocument> oldest = new ArrayList<>(documents.subList(0, n));
        documents.subList(0, n).clear();
        return oldest;
    }

    /** Removes and returns {@code n} documents drawn uniformly at random. */
    List<Vocabulary.IndexedDocument> draw(int n, SplittableRandom random) {
        List<Vocabulary.IndexedDocument> drawn = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int index = random.nextInt(documents.size());
            drawn.add(documents.get(index));
            Vocabulary.IndexedDocument last = documents.removeLast();
            if (index < documents.size()) {
                documents.set(index, last);
            }
        }
        return drawn;
    }
}
