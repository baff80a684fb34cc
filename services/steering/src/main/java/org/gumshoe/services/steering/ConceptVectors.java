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
import org.gumshoe.pipeline.VectorBuilder;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.steering.asking.SolutionRun;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.basin.Restarts;
import org.gumshoe.steer.refine.BookRules;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;
import org.gumshoe.stitch.StitchMap;

/** Vectors of one concept, and the rules of its refined scores, asked of its books. */
final class ConceptVectors {
    /**
     * Candidate for publication.
     *
     * @param scores of the refinement behind a refined vector; empty for other kinds
     */
    record Candidate(SteeringVector vector, Optional<Scores> scores) {}

    /**
     * Refined scores for publication.
     *
     * @param command to the partitions, without numbers and version
     * @param stability correlation of the books' responsibilities with those published before
     */
    record Scores(SteeringQuestion command, double stability) {}

    private final Map<ModelRole, ModelBooks> books;
    private final TrainingLabels.ByLda byLda;
    private final double inClusterByLda;
    private final Optional<StitchMapTable.Maps> maps;
    private final Map<ModelRole, Restarts> restarts;
    private final SteeringOptions options;
    private final Refinement.Options refinement;
    private final VectorRecords records;
    private final Map<ModelRole, Outcome<ModelView>> views = new EnumMap<>(ModelRole.class);

    private ConceptVectors(
            ConceptPlan plan, Map<ModelRole, ModelBooks> books, TrainingLabels.ByLda byLda, SteeringOptions options) {
        this.books = books;
        this.byLda = byLda;
        this.inClusterByLda = any(books).sums().total(byLda);
        this.maps = plan.maps()
                .filter(m -> books.size() == ModelRole.values().length
                        && m.leads(
                                books.get(ModelRole.WEAK).reading(),
                                books.get(ModelRole.STRONG).reading()));
        this.restarts = plan.restarts();
        this.options = options;
        this.refinement = Refinement.Options.of(plan.prevalenceOrNull());
        this.records = new VectorRecords(plan.name(), books);
        for (ModelRole role : ModelRole.values()) {
            views.put(role, view(role));
        }
    }

    private static ModelBooks any(Map<ModelRole, ModelBooks> books) {
        return books.values().iterator().next();
    }

    /**
     * Computes all vectors of a concept.
     *
     * @param partner who has the books
     * @return vectors before those that depend on them
     */
    static Outcome<List<Candidate>> solve(ConceptPlan plan, SolutionRun.Partner partner, SteeringOptions options) {
        return Outcome.attempt(() -> {
                    Map<ModelRole, ModelBooks> books = plan.books(partner);
                    TrainingLabels.ByLda byLda =
                            TrainingLabels.ByLda.of(any(books).shards(), plan.prevalenceOrNull());
                    return new ConceptVectors(plan, books, byLda, options);
                })
                .then(ConceptVectors::all);
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
            if (!books.containsKey(role)) {
                continue;
            }
            Map<VectorKind, Outcome<List<Candidate>>> further = new EnumMap<>(VectorKind.class);
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
            candidates.add(new Candidate(vector, Optional.empty()));
            further.values().forEach(outcome -> outcome.value().ifPresent(candidates::addAll));
        }
        return Outcome.known(candidates);
    }

    private Outcome<ModelView> view(ModelRole role) {
        ModelBooks of = books.get(role);
        return of == null
                ? Outcome.notYet("The " + role + " model has read no passage yet.")
                : Outcome.attempt(of::view);
    }

    private Outcome<JudgedMap> map() {
        return maps.map(m -> m.judged(books.get(ModelRole.STRONG).refinedLayer()))
                .orElseGet(() -> Outcome.notYet(
                        "There is no stitch map between the models and layers that have read the passages yet."));
    }

    private Outcome<SteeringVector> nativeVector(ModelRole role) {
        ModelBooks own = books.get(role);
        return Outcome.attempt(() -> Directions.classContrast(own.sums().contrast(byLda, own.layers())))
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
                    TrainingLabels inCluster = refined.weak().orElseThrow().labels();
                    StitchMapTable.Maps through = maps.orElseThrow();
                    ModelBooks strong = books.get(ModelRole.STRONG);
                    ContrastSums all = strong.sums().all(strong.layers());
                    List<Candidate> vectors = new ArrayList<>();
                    vectors.add(translated(VectorKind.TRANSLATED, inCluster, through.maps(), all));
                    if (!through.shuffled().isEmpty()) {
                        vectors.add(translated(VectorKind.SHUFFLED, inCluster, through.shuffled(), all));
                    }
                    return vectors;
                }));
    }

    /** @param all sums of all books by the strong model */
    private Candidate translated(VectorKind kind, TrainingLabels inCluster, List<StitchMap> through, ContrastSums all) {
        ShardSums weak = books.get(ModelRole.WEAK).sums();
        ModelBooks strong = books.get(ModelRole.STRONG);
        int weakLayer = through.getFirst().weakLayer();
        Direction direction =
                Directions.classContrast(weak.contrast(inCluster, weakLayer)).getFirst();
        Outcome<Map<Integer, Double>> cosines = VectorBuilder.cosines(
                weak.heldOutContrast(inCluster, weakLayer),
                strong.sums().heldOutContrast(new TrainingLabels.OfOther(inCluster), strong.layers()),
                through,
                all);
        SteeringVector vector = records.record(
                ModelRole.STRONG,
                kind,
                VectorBuilder.translated(direction, through, all),
                each -> options.strength(),
                cosines.value().orElse(Map.of()),
                throughMap(""));
        return new Candidate(described(vector), Optional.empty());
    }

    private VectorRecords.Lineage throughMap(String start) {
        return new VectorRecords.Lineage(start, maps.orElseThrow().manifest().getVersion());
    }

    private Outcome<List<Candidate>> refined(ModelRole role, RefinedConcept refined) {
        return refined.by(role)
                .then(solution -> Outcome.attempt(() -> {
                    VectorRecords.Lineage lineage = role == ModelRole.WEAK
                            ? new VectorRecords.Lineage(VectorRecords.FROM_LDA, 0)
                            : throughMap(VectorRecords.FROM_MAP);
                    RefinedVectors vectors =
                            new RefinedVectors(role, books.get(role), records, lineage, options, solution.labels());
                    SteeringVector mixed = vectors.mixed(solution, refined.agreement(), diagnosis(role));
                    List<Candidate> candidates = new ArrayList<>();
                    candidates.add(new Candidate(mixed, Optional.of(scores(role, solution, mixed))));
                    if (options.solved() && !mixed.getDiverged()) {
                        vectors.alone().forEach(vector -> candidates.add(new Candidate(vector, Optional.empty())));
                    }
                    return candidates;
                }));
    }

    private ConceptDiagnosis diagnosis(ModelRole role) {
        ModelView view = views.get(role).orElseThrow();
        return new ConceptDiagnosis(
                role, books.get(role), byLda, restarts.get(role), start -> view.refine(start, refinement));
    }

    private Scores scores(ModelRole role, Refinement.Solution solution, SteeringVector vector) {
        ModelBooks own = books.get(role);
        PassageScorer scorer = views.get(role).orElseThrow().scorer(solution, refinement);
        SteeringQuestion command =
                own.shards().record("publish", new QuestionFormat().write(new BookRules(solution.labels(), scorer)));
        command.setBooks((int) own.number());
        command.setDiverged(vector.getDiverged());
        return new Scores(command, own.sums().stability(solution.labels()));
    }

    private SteeringVector described(SteeringVector vector) {
        vector.setDiagnosis(Map.of("booksInCluster", inClusterByLda));
        return vector;
    }
}
