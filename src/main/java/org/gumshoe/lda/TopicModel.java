// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/** Snapshot. */
public record TopicModel(
        long version,
        int topics,
        String[] words,
        float[][] lambda,
        float[] alpha,
        float eta,
        long passages,
        long books,
        double bound,
        List<String> guided) {

    public float[] proportions(Bag bag) {
        throw new UnsupportedOperationException();
    }

    public List<String> topWords(int topic, int n) {
        throw new UnsupportedOperationException();
    }
}
