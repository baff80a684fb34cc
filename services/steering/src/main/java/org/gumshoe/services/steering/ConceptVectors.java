// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.pipeline.JudgedMap;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.ModelView;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.pipeline.RefinedConcept;
import org.gumshoe.pipeline.StoryScores;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.refine.ClusterIntersection;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;

/** Vectors and refined scores of one concept, computed from the sums of its books. */
final class ConceptVectors {
    /** Seed of the clustering in the diagnosis; the same books give the same clusters. */
    private static final long CLUSTER_SEED = 1;

    /**
     * Candidate for publication.
     *
     * @param scores of the refinement behind a refined vector; empty for other kinds
     */
    record Candidate(SteeringVector vector, List<RefinedScore> scores) {}

    private final String concept;
    private final Map<ModelRole, ConceptSums> sums;
    private final Map<String, Double> byLda;
    private final Optional<StitchMapTable.Maps> maps;
    private final SteeringOptions options;
    private final Refinement.Options refinement;
    private final VectorRecords records;
    private final Map<ModelRole, Outcome<ModelView>> views = new EnumMap<>(ModelRole.class);

    private ConceptVectors(
            String concept,
            Map<ModelRole, ConceptSums> sums,
            Map<String, Double> byLda,
            Double prevalence,
            Optional<StitchMapTable.Maps> maps,
            SteeringOptions options) {
        this.concept = concept;
        this.sums = sums;
        this.byLda = byLda;
        this.maps = maps.filter(m -> sums.size() == ModelRole.values().length
                && m.leads(
                        sums.get(ModelRole.WEAK).reading(),
                        sums.get(ModelRole.STRONG).reading()));
        this.options = options;
        this.refinement = Refinement.Options.of(prevalence);
        this.records = new VectorRecords(concept, sums);
        for (ModelRole role : ModelRole.values()) {
            views.put(role, view(role));
        }
    }

    /**
     * Computes all vectors of a concept.
     *
     * @param prevalence the share of books in the concept, or null where it is unknown
     * @return vectors before those that depend on them
     */
    static Outcome<List<Candidate>> solve(
            String concept,
            Map<ModelRole, ConceptSums> sums,
            Double prevalence,
            Optional<StitchMapTable.Maps> maps,
            SteeringOptions options) {
        Map<String, Double> scores = new HashMap<>();
        sums.values().forEach(of -> of.records().forEach(book -> scores.put(book.getBook(), book.getScore())));
        return Outcome.attempt(() -> Responsibilities.ofBooks(scores, prevalence))
                .then(byLda -> new ConceptVectors(concept, sums, byLda, prevalence, maps, options).all());
    }

    private Outcome<List<Candidate>> all() {
        RefinedConcept refined = ConceptRefiner.refine(
                views.get(ModelRole.WEAK),
                views.get(ModelRole.STRONG),
                map(),
                new Refinement.Start.Scores(),
                ConceptRefiner.StrongStart.THROUGH_MAP,
                refinement);
        List<Candidate> candidates = new ArrayList<>();
        for (ModelRole role : ModelRole.values()) {
            if (!sums.containsKey(role)) {
                continue;
            }
            Map<VectorKind, Outcome<List<Candidate>>> further = new HashMap<>();
            if (role == ModelRole.STRONG) {
                further.put(VectorKind.TRANSLATED, translated(refined));
            }
            further.put(VectorKind.REFINED, refined(role, refined));
            Outcome<SteeringVector> nativeVector = nativeVector(role);
            if (nativeVector.value().isEmpty()) {
                return Outcome.notYet(nativeVector.whyNot().orElseThrow());
            }
            SteeringVector vector = nativeVector.orElseThrow();
            Map<String, String> notYet = new HashMap<>();
            further.forEach((kind, outcome) -> outcome.whyNot().ifPresent(why -> notYet.put(kind.wireName(), why)));
            vector.setNotYet(notYet);
            candidates.add(new Candidate(vector, List.of()));
            List.of(VectorKind.TRANSLATED, VectorKind.REFINED)
                    .forEach(kind -> Optional.ofNullable(further.get(kind))
                            .flatMap(Outcome::value)
                            .ifPresent(candidates::addAll));
        }
        return Outcome.known(candidates);
    }

    private Outcome<ModelView> view(ModelRole role) {
        ConceptSums of = sums.get(role);
        return of == null
                ? Outcome.notYet("The " + role + " model has read no passage yet.")
                : Outcome.attempt(of::view);
    }

    private Outcome<JudgedMap> map() {
        return maps.map(m -> m.judged(sums.get(ModelRole.STRONG).refinedLayer()))
                .orElseGet(() -> Outcome.notYet(
                        "There is no stitch map between the models and layers that have read the passages yet."));
    }

    private Outcome<SteeringVector> nativeVector(ModelRole role) {
        ConceptSums roleSums = sums.get(role);
        return Outcome.attempt(() -> Directions.classContrast(roleSums.books(), byLda, roleSums.layers()))
                .then(directions -> Outcome.known(described(records.record(
                        role,
                        VectorKind.NATIVE,
                        directions,
                        direction -> options.strength(),
                        Map.of(),
                        VectorRecords.Lineage.OF_LDA))));
    }

    /** Computes the translated vector, and its null where there is one. */
    private Outcome<List<Candidate>> translated(RefinedConcept refined) {
        return refined.translated()
                .then(usable -> Outcome.attempt(() -> {
                    Map<String, Double> inCluster = refined.weak().orElseThrow().responsibilities();
                    StitchMapTable.Maps through = maps.orElseThrow();
                    List<Candidate> vectors = new ArrayList<>();
                    vectors.add(translated(VectorKind.TRANSLATED, inCluster, through.maps()));
                    if (!through.shuffled().isEmpty()) {
                        vectors.add(translated(VectorKind.SHUFFLED, inCluster, through.shuffled()));
                    }
                    return vectors;
                }));
    }

    private Candidate translated(VectorKind kind, Map<String, Double> inCluster, List<StitchMap> through) {
        ConceptSums weak = sums.get(ModelRole.WEAK);
        ConceptSums strong = sums.get(ModelRole.STRONG);
        int[] weakLayer = {through.getFirst().weakLayer()};
        Direction direction =
                Directions.classContrast(weak.books(), inCluster, weakLayer).getFirst();
        Outcome<Map<Integer, Double>> cosines = VectorBuilder.cosines(
                weak.books(Pairing::heldOut), strong.books(Pairing::heldOut), inCluster, through, strong.books());
        SteeringVector vector = records.record(
                ModelRole.STRONG,
                kind,
                VectorBuilder.translated(direction, through, strong.books()),
                each -> options.strength(),
                cosines.value().orElse(Map.of()),
                throughMap(""));
        return new Candidate(described(vector), List.of());
    }

    private VectorRecords.Lineage throughMap(String start) {
        return new VectorRecords.Lineage(start, maps.orElseThrow().manifest().getVersion());
    }

    private Outcome<List<Candidate>> refined(ModelRole role, RefinedConcept refined) {
        return refined.by(role)
                .then(result -> Outcome.attempt(() -> {
                    ConceptSums roleSums = sums.get(role);
                    Map<String, Double> inCluster = result.responsibilities();
                    Mixture.Parts parts = VectorBuilder.parts(
                            roleSums.books(),
                            VectorBuilder.cluster(roleSums.books(), inCluster),
                            inCluster,
                            roleSums.layers(),
                            roleSums.generated(),
                            roleSums.steered());
                    SteeringVector vector = records.record(
                            role,
                            VectorKind.REFINED,
                            VectorBuilder.refined(parts, options.mixture(), options.corrected()),
                            Direction::strength,
                            Map.of(),
                            role == ModelRole.WEAK
                                    ? new VectorRecords.Lineage(VectorRecords.FROM_LDA, 0)
                                    : throughMap(VectorRecords.FROM_MAP));
                    boolean diverged = options.limits().diverged(result.diagnosis(), refined.agreement());
                    vector.setDiagnosis(diagnosis(role, result, refined.agreement(), parts));
                    vector.setDiverged(diverged);
                    vector.setControl(StoryControlWriter.record(
                            StoryScores.of(views.get(role).orElseThrow(), result), StorySearch.Plan.DEFAULT));
                    PassageScorer scorer = views.get(role).orElseThrow().scorer(result, refinement);
                    return List.of(new Candidate(
                            vector, new RefinedScores(concept, role, roleSums).records(result, scorer, diverged)));
                }));
    }

    /** Returns the figures that need no labels; one that cannot be computed is missing. */
    private Map<String, Double> diagnosis(
            ModelRole role, Refinement.Result result, double agreement, Mixture.Parts parts) {
        ConceptSums roleSums = sums.get(role);
        Refinement.Diagnosis of = result.diagnosis();
        Map<String, Double> values = new HashMap<>(
                Map.of("reliability", of.reliability(), "correlation", of.correlation(), "anchor", of.anchor()));
        values.put("agreement", agreement);
        roleSums.words().ifPresent(asked -> {
            values.put("words", (double) asked.getWords().size());
            values.put("ldaShare", result.ldaShare());
        });
        roleSums.generated().ifPresent(texts -> values.put("ownTexts", (double) texts.count()));
        roleSums.steered()
                .filter(texts -> !parts.residual().isEmpty())
                .ifPresent(texts -> values.put("steeredTexts", (double) texts.count()));
        if (role == ModelRole.STRONG) {
            Outcome.attempt(() ->
                            ClusterIntersection.find(roleSums.books(), byLda, roleSums.refinedLayer(), CLUSTER_SEED))
                    .value()
                    .ifPresent(c -> values.putAll(Map.of("clusterJaccard", c.jaccard(), "clusterLift", c.lift())));
        }
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    private SteeringVector described(SteeringVector vector) {
        vector.setDiagnosis(Map.of(
                "booksInCluster", byLda.values().stream().mapToDouble(r -> r).sum()));
        return vector;
    }
}
