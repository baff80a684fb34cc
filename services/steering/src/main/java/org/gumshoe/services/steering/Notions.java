// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.GroupMoments;
import org.gumshoe.steer.Refinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notion of a concept as the models refine it from the LDA's scores: first the weak model, then the strong one, which starts from what the weak one
 * found. A model whose books are too few is missing.
 *
 * @param agreement correlation of the two models' book scores; NaN unless both have refined
 */
record Notions(Map<String, Refinement.Result> byRole, double agreement) {
    private static final Logger LOG = LoggerFactory.getLogger(Notions.class);

    /** Below these, nothing stable was found, or another cluster than the LDA's (the design's limits). */
    private static final double LEAST_RELIABILITY = .6;

    private static final double LEAST_CORRELATION = .25;

    /** @param sums of the books by role */
    static Notions of(Map<String, List<BookSum>> sums, Double prevalence) {
        Map<String, Refinement.Result> results = new HashMap<>();
        Refinement.Options options =
                new Refinement.Options(null, prevalence, Refinement.Options.DEFAULT.rounds(), true);
        refine(sums.get(Vectors.WEAK), new Refinement.Start.Scores(), options)
                .ifPresent(r -> results.put(Vectors.WEAK, r));
        Refinement.Start start = results.containsKey(Vectors.WEAK)
                ? new Refinement.Start.Books(results.get(Vectors.WEAK).responsibilities())
                : new Refinement.Start.Scores();
        refine(sums.get(Vectors.STRONG), start, options).ifPresent(r -> results.put(Vectors.STRONG, r));
        double agreement = results.size() == 2
                ? Refinement.agreement(results.get(Vectors.WEAK), results.get(Vectors.STRONG))
                : Double.NaN;
        return new Notions(results, agreement);
    }

    private static Optional<Refinement.Result> refine(
            List<BookSum> books, Refinement.Start start, Refinement.Options options) {
        if (books == null) {
            return Optional.empty();
        }
        List<BookSums> sums = books.stream().map(Vectors::sums).toList();
        GroupMoments moments = new GroupMoments(sums.getFirst().width());
        try {
            books.forEach(
                    book -> moments.addAll(book.getBook(), HalfPrecision.rows(book.getRefinedRows(), moments.width())));
            return Optional.of(Refinement.run(sums, moments, books.getFirst().getRefinedLayer(), start, options));
        } catch (BadInputException notYet) {
            LOG.debug("not refined yet: {}", notYet.getMessage());
            return Optional.empty();
        }
    }

    Map<String, Double> diagnosis(String role) {
        Refinement.Diagnosis of = byRole.get(role).diagnosis();
        Map<String, Double> values = new HashMap<>(
                Map.of("reliability", of.reliability(), "correlation", of.correlation(), "anchor", of.anchor()));
        if (!Double.isNaN(agreement)) {
            values.put("agreement", agreement);
        }
        return values;
    }

    boolean diverged(String role) {
        Refinement.Diagnosis of = byRole.get(role).diagnosis();
        return of.reliability() < LEAST_RELIABILITY || of.correlation() < LEAST_CORRELATION;
    }
}
