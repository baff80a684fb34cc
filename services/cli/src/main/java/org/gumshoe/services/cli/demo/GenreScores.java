// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.Optional;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;

/** What the evaluation service says of a refinement, where it was told which genre to judge by. */
final class GenreScores {
    private GenreScores() {}

    /** Empty until all of the figures are there. */
    static Optional<DemoReport.Judged> of(StreamView watch, SteeringVector refinement, String genre) {
        Optional<DemoReport.Gain> books = gain(watch, refinement, "book-auc");
        Optional<DemoReport.Gain> passages = gain(watch, refinement, "passage-auc");
        return books.flatMap(ofBooks -> passages.map(ofPassages -> new DemoReport.Judged(genre, ofBooks, ofPassages)));
    }

    private static Optional<DemoReport.Gain> gain(StreamView watch, SteeringVector refinement, String name) {
        String metric = name + "|" + refinement.getRole() + "|";
        Optional<Double> lda = watch.metric(refinement.getConcept(), metric + "lda", refinement.getVersion())
                .map(RefinementMetric::getValue);
        return watch.metric(refinement.getConcept(), metric + "refined", refinement.getVersion())
                .flatMap(refined -> lda.map(value -> new DemoReport.Gain(value, refined.getValue())));
    }
}
