// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;

/**
 * The vectors of one concept from the sums of its books: each model's own, and the weak one's as
 * translated into the strong model.
 */
final class ConceptVectors {
    static final String WEAK = "weak";
    static final String STRONG = "strong";
    static final String NATIVE = "native";
    static final String TRANSLATED = "translated";
    static final String REFINED = "refined";

    /** A refined vector with the scores that it comes from. */
    record Refined(SteeringVector vector, List<RefinedScore> scores) {}

    /** @param plain straight from the LDA's labels */
    record Solution(List<SteeringVector> plain, List<Refined> refined) {}

    private final String concept;
    private final Map<String, ConceptSums> shelves;
    private final Map<String, Double> responsibilities;
    private final Optional<StitchMapTable.Maps> maps;
    private final SteeringOptions options;
    private final Double prevalence;

    /** @param shelves by role */
    ConceptVectors(
            String concept,
            Map<String, ConceptSums> shelves,
            Double prevalence,
            Optional<StitchMapTable.Maps> maps,
            SteeringOptions options) {
        this.concept = concept;
        this.shelves = shelves;
        this.maps = maps;
        this.options = options;
        this.prevalence = prevalence;
        Map<String, Double> scores = new HashMap<>();
        shelves.values().forEach(shelf -> shelf.records().forEach(book -> scores.put(book.getBook(), book.getScore())));
        this.responsibilities = Responsibilities.ofBooks(scores, prevalence);
    }

    /** @throws org.gumshoe.BadInputException while there are too few books to tell a direction */
    Solution all() {
        List<SteeringVector> plain = new ArrayList<>();
        List<Refined> refined = new ArrayList<>();
        ConceptRefinements notions = ConceptRefinements.of(shelves, responsibilities, prevalence);
        shelves.forEach((role, shelf) -> {
            plain.add(vector(role, NATIVE, between(role, book -> true, responsibilities), Map.of(), 0));
            if (notions.byRole().containsKey(role)) {
                refined.add(refined(role, notions));
            }
        });
        maps.filter(this::fits).ifPresent(m -> {
            plain.add(translated(TRANSLATED, m, m.maps()));
            if (!m.shuffled().isEmpty()) {
                plain.add(translated("shuffled", m, m.shuffled()));
            }
        });
        return new Solution(plain, refined);
    }

    /**
     * B of the refined notion; with W for content where passages of the cluster's books differ in
     * seed words, and F for a story in a book once the model has written. Once it has also written
     * steered by such a vector, R, which it lacked then, takes F's place.
     */
    private Refined refined(String role, ConceptRefinements notions) {
        ConceptSums shelf = shelves.get(role);
        Map<String, Double> inCluster = notions.byRole().get(role).books().responsibilities();
        Mixture.Parts parts = parts(shelf, inCluster, between(role, book -> true, inCluster));
        boolean remains = !parts.residual().isEmpty();
        List<Direction> mixture = (remains ? options.remainder() : options.mixture()).of(parts);
        SteeringVector vector = vector(role, REFINED, mixture, Direction::strength, Map.of(), 0);
        Map<String, Double> diagnosis = notions.diagnosis(role);
        shelf.own().ifPresent(own -> diagnosis.put("ownTexts", (double) own.count()));
        shelf.steered()
                .filter(steered -> remains)
                .ifPresent(steered -> diagnosis.put("steeredTexts", (double) steered.count()));
        vector.setDiagnosis(diagnosis);
        vector.setDiverged(notions.diverged(role, options.limits()));
        return new Refined(vector, notions.scores(concept, role, shelf, options.limits()));
    }

    private static Mixture.Parts parts(ConceptSums shelf, Map<String, Double> inCluster, List<Direction> between) {
        int[] layers = shelf.layers();
        List<BookSums> cluster = shelf.books(Responsibilities.likeliest(inCluster)::contains);
        return new Mixture.Parts(
                shelf.own()
                        .map(own -> Directions.corpus(shelf.books(), inCluster, own, layers))
                        .orElse(List.of()),
                between,
                whereNamed(() -> Directions.seedWords(cluster, layers)),
                shelf.steered()
                        .map(steered -> whereNamed(() -> Directions.residual(cluster, steered, layers)))
                        .orElse(List.of()));
    }

    /** Empty while no passage of the cluster that was read names the concept. */
    private static List<Direction> whereNamed(Supplier<List<Direction>> directions) {
        try {
            return directions.get();
        } catch (BadInputException unnamed) {
            return List.of();
        }
    }

    /**
     * Whether a map goes between the models and layers that the sums are of: after a change of
     * models it does not yet.
     */
    private boolean fits(StitchMapTable.Maps map) {
        return shelves.containsKey(WEAK)
                && shelves.containsKey(STRONG)
                && map.leads(shelves.get(WEAK).reading(), shelves.get(STRONG).reading());
    }

    private SteeringVector translated(String kind, StitchMapTable.Maps map, List<StitchMap> through) {
        List<Direction> own = between(STRONG, book -> true, responsibilities);
        List<Direction> translated = translate(between(WEAK, book -> true, responsibilities), through, own);
        return vector(STRONG, kind, translated, cosines(through), map.manifest().getVersion());
    }

    /** By strong layer; empty while there are too few books that the map did not see. */
    private Map<Integer, Double> cosines(List<StitchMap> through) {
        List<Direction> unseenOwn;
        List<Direction> unseen;
        try {
            unseenOwn = between(STRONG, Pairing::heldOut, responsibilities);
            unseen = translate(between(WEAK, Pairing::heldOut, responsibilities), through, unseenOwn);
        } catch (BadInputException tooFew) {
            return Map.of();
        }
        Map<Integer, Double> cosines = new HashMap<>();
        for (Direction direction : unseen) {
            double[] deviation =
                    Directions.standardDeviation(shelves.get(STRONG).books(), direction.layer());
            cosines.put(
                    direction.layer(),
                    Cosine.standardised(
                            direction.unit(),
                            Directions.at(unseenOwn, direction.layer()).unit(),
                            deviation));
        }
        return cosines;
    }

    private static List<Direction> translate(List<Direction> weak, List<StitchMap> through, List<Direction> typical) {
        return Directions.at(weak, through.getFirst().weakLayer()).through(through, typical);
    }

    private List<Direction> between(String role, Predicate<String> chosen, Map<String, Double> inCluster) {
        ConceptSums shelf = shelves.get(role);
        return Directions.classContrast(shelf.books(chosen), inCluster, shelf.layers());
    }

    /**
     * A model's own vector comes from itself alone; the strong model's refined notion starts from
     * the weak one's.
     */
    private Map<String, String> parents(String role, String kind) {
        Map<String, String> parents = new HashMap<>();
        boolean alone = role.equals(WEAK) || kind.equals(NATIVE);
        shelves.forEach((other, shelf) -> {
            if (!alone || other.equals(role)) {
                parents.put(other, shelf.reading().toString());
            }
        });
        return parents;
    }

    private SteeringVector vector(
            String role, String kind, List<Direction> directions, Map<Integer, Double> cosines, long stitchVersion) {
        return vector(role, kind, directions, direction -> options.strength(), cosines, stitchVersion);
    }

    private SteeringVector vector(
            String role,
            String kind,
            List<Direction> directions,
            ToDoubleFunction<Direction> strength,
            Map<Integer, Double> cosines,
            long stitchVersion) {
        List<LayerDirection> layers = new ArrayList<>();
        for (Direction direction : directions) {
            layers.add(LayerDirection.newBuilder()
                    .setLayer(direction.layer())
                    .setDirection(FloatLists.list(direction.unit()))
                    .setStrength(strength.applyAsDouble(direction))
                    .setTypicalNorm(direction.typicalNorm())
                    .setNorm(direction.norm())
                    .setCosineToNative(cosines.get(direction.layer()))
                    .build());
        }
        ConceptSums shelf = shelves.get(role);
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole(role)
                .setModel(shelf.model())
                .setKind(kind)
                .setVersion(0)
                .setLayers(layers)
                .setModelVersion(shelf.modelVersion())
                .setStitchVersion(stitchVersion)
                .setPassages(shelf.passages())
                .setBooks(shelf.records().size())
                .setReadings(parents(role, kind))
                .setDiagnosis(Map.of(
                        "booksInCluster",
                        responsibilities.values().stream().mapToDouble(r -> r).sum()))
                .build();
    }
}
