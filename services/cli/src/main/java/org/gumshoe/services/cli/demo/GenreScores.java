// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.Optional;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.MetricKey;

/**
 * Reader of the genre metrics of a refinement, which evaluation publishes when it knows the genre.
 */
final class GenreScores {
    private GenreScores() {}

    /** Returns the score; empty until all of its metrics are there. */
    static Optional<DemoReport.GenreScore> of(StreamView stream, SteeringVector refinement, String genre) {
        Optional<DemoReport.AucPair> books = aucs(stream, refinement, "book-auc");
        Optional<DemoReport.AucPair> passages = aucs(stream, refinement, "passage-auc");
        return books.flatMap(
                ofBooks -> passages.map(ofPassages -> new DemoReport.GenreScore(genre, ofBooks, ofPassages)));
    }

    private static Optional<DemoReport.AucPair> aucs(StreamView stream, SteeringVector refinement, String measure) {
        String role = refinement.getRole();
        Optional<Double> lda = stream.metric(
                        refinement.getConcept(), MetricKey.name(measure, role, "lda"), refinement.getVersion())
                .map(RefinementMetric::getValue);
        return stream.metric(refinement.getConcept(), MetricKey.name(measure, role, "refined"), refinement.getVersion())
                .flatMap(refined -> lda.map(value -> new DemoReport.AucPair(value, refined.getValue())));
    }
}
