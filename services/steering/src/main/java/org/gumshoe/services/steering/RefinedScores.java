// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;

/** Builder of refined-score records: every book with its passages, as one refinement ranks them. */
record RefinedScores(String concept, ModelRole role, ConceptSums sums) {

    /** Returns the records, without a version; the publisher sets it. */
    List<RefinedScore> records(Refinement.Result result, PassageScorer scorer, boolean diverged) {
        return sums.records().stream()
                .filter(book -> result.responsibilities().containsKey(book.getBook()))
                .map(book -> RefinedScore.newBuilder()
                        .setConcept(concept)
                        .setRole(role.wireName())
                        .setBook(book.getBook())
                        .setVersion(0)
                        .setBooks(result.responsibilities().size())
                        .setDiverged(diverged)
                        .setLda(book.getScore())
                        .setScore(result.anchoredScores().get(book.getBook()))
                        .setResponsibility(result.responsibilities().get(book.getBook()))
                        .setIndices(book.getIndices())
                        .setPassagesLda(book.getScores())
                        .setPassages(passages(scorer, book))
                        .build())
                .toList();
    }

    private List<Float> passages(PassageScorer scorer, BookSum book) {
        float[][] rows = sums.rows(book);
        double[] words = sums.wordScores(book);
        return IntStream.range(0, rows.length)
                .mapToObj(i -> (float)
                        scorer.score(book.getBook(), rows[i], book.getScores().get(i), words[i]))
                .toList();
    }
}
