// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.steer.refine.ClusterIntersection;
import org.gumshoe.steer.refine.DivergenceThresholds;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notion of a concept as the models refine it from the LDA's scores: first the weak model, then
 * the strong one, which starts from what the weak one found. A model whose books are too few is
 * missing.
 *
 * @param agreement correlation of the two models' book scores; NaN unless both have refined
 * @param clusters what clustering the strong model's books makes of the LDA's notion: a check that
 *     shares nothing with the refinement
 */
record ConceptRefinements(Map<String, Notion> byRole, double agreement, Optional<ClusterIntersection> clusters) {
    private static final Logger LOG = LoggerFactory.getLogger(ConceptRefinements.class);

    /** What one model has refined: of books, and of single passages. */
    record Notion(Refinement.Result books, PassageScorer passages) {}

    /** Of the clustering; the same books give the same clusters. */
    private static final long SEED = 1;

    /**
     * @param shelves by role
     * @param responsibilities of the books by the LDA
     */
    static ConceptRefinements of(
            Map<String, ConceptSums> shelves, Map<String, Double> responsibilities, Double prevalence) {
        Map<String, Notion> results = new HashMap<>();
        Refinement.Options options = Refinement.Options.of(prevalence);
        refine(shelves.get(ConceptVectors.WEAK), new Refinement.Start.Scores(), options)
                .ifPresent(r -> results.put(ConceptVectors.WEAK, r));
        Refinement.Start start = results.containsKey(ConceptVectors.WEAK)
                ? new Refinement.Start.Books(
                        results.get(ConceptVectors.WEAK).books().responsibilities())
                : new Refinement.Start.Scores();
        refine(shelves.get(ConceptVectors.STRONG), start, options)
                .ifPresent(r -> results.put(ConceptVectors.STRONG, r));
        double agreement = results.size() == 2
                ? Refinement.agreement(
                        results.get(ConceptVectors.WEAK).books(),
                        results.get(ConceptVectors.STRONG).books())
                : Double.NaN;
        return new ConceptRefinements(
                results, agreement, clusters(shelves.get(ConceptVectors.STRONG), responsibilities));
    }

    private static Optional<Notion> refine(ConceptSums shelf, Refinement.Start start, Refinement.Options options) {
        return attempt(
                shelf,
                s -> {
                    Refinement refinement = new Refinement(s.moments());
                    Refinement.Result books = refinement.run(s.books(), s.refinedLayer(), start, options);
                    return new Notion(books, refinement.passages(books, s.refinedPassages(), options));
                },
                "refined");
    }

    private static Optional<ClusterIntersection> clusters(ConceptSums shelf, Map<String, Double> responsibilities) {
        return attempt(
                shelf, s -> ClusterIntersection.find(s.books(), responsibilities, s.refinedLayer(), SEED), "clustered");
    }

    private static <T> Optional<T> attempt(ConceptSums shelf, Function<ConceptSums, T> work, String what) {
        if (shelf == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.apply(shelf));
        } catch (BadInputException notYet) {
            LOG.debug("not {} yet: {}", what, notYet.getMessage());
            return Optional.empty();
        }
    }

    /** What can be known without labels; a figure that cannot be told is missing. */
    public Map<String, Double> diagnosis(String role) {
        Refinement.Diagnosis of = byRole.get(role).books().diagnosis();
        Map<String, Double> values = new HashMap<>(
                Map.of("reliability", of.reliability(), "correlation", of.correlation(), "anchor", of.anchor()));
        values.put("agreement", agreement);
        if (role.equals(ConceptVectors.STRONG)) {
            clusters.ifPresent(c -> values.putAll(Map.of("clusterJaccard", c.jaccard(), "clusterLift", c.lift())));
        }
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    boolean diverged(String role, DivergenceThresholds limits) {
        return limits.diverged(byRole.get(role).books().diagnosis(), agreement);
    }

    /** Books and passages as they are ranked now; the version is the publisher's to tell. */
    List<RefinedScore> scores(String concept, String role, ConceptSums shelf, DivergenceThresholds limits) {
        Refinement.Result result = byRole.get(role).books();
        boolean diverged = diverged(role, limits);
        return shelf.records().stream()
                .filter(book -> result.responsibilities().containsKey(book.getBook()))
                .map(book -> RefinedScore.newBuilder()
                        .setConcept(concept)
                        .setRole(role)
                        .setBook(book.getBook())
                        .setVersion(0)
                        .setBooks(result.responsibilities().size())
                        .setDiverged(diverged)
                        .setLda(book.getScore())
                        .setScore(result.anchoredScores().get(book.getBook()))
                        .setResponsibility(result.responsibilities().get(book.getBook()))
                        .setIndices(book.getIndices())
                        .setPassagesLda(book.getScores())
                        .setPassages(passageScores(byRole.get(role).passages(), book, shelf))
                        .build())
                .toList();
    }

    private static List<Float> passageScores(PassageScorer notion, BookSum book, ConceptSums shelf) {
        float[][] rows = shelf.rows(book);
        return IntStream.range(0, rows.length)
                .mapToObj(i -> (float)
                        notion.score(book.getBook(), rows[i], book.getScores().get(i)))
                .toList();
    }
}
