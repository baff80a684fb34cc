// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Mean word scores of books, by one model or by two. */
public final class WordScores {
    private static final int FEWEST = 3;

    private WordScores() {}

    /**
     * Returns the sum of two models' word scores, each standardised over the books that both have. A book
     * that the other model has not read has the own model's score, doubled.
     *
     * @param own word score of each book; when it is empty, so is the result
     * @param other with fewer than three books in common it counts for nothing
     */
    public static Map<String, Double> joint(Map<String, Double> own, Map<String, Double> other) {
        List<String> shared = own.keySet().stream().filter(other::containsKey).toList();
        if (shared.size() < FEWEST) {
            return own;
        }
        PassageScorer.Scale ofOwn = scale(own, shared, "The model's word scores");
        PassageScorer.Scale ofOther = scale(other, shared, "The other model's word scores");
        Map<String, Double> joint = new LinkedHashMap<>();
        own.forEach((book, score) -> joint.put(
                book,
                ofOwn.apply(score) + (other.containsKey(book) ? ofOther.apply(other.get(book)) : ofOwn.apply(score))));
        return joint;
    }

    private static PassageScorer.Scale scale(Map<String, Double> scores, List<String> books, String what) {
        return PassageScorer.Scale.of(books.stream().mapToDouble(scores::get).toArray(), what);
    }
}
