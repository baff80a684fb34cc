// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.services.kit.Floats;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Responsibilities;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;

/** The vectors of one concept from the sums of its books: each model's own, and the weak one's as translated into the strong model. */
final class Vectors {
    static final String WEAK = "weak";
    static final String STRONG = "strong";

    /** Shares of B and W in the mixture, as in the design's; how alike the two are differs by shelf, so the mixture has the strength of one vector. */
    private static final double BETWEEN_SHARE = .18;

    private static final double WITHIN_SHARE = .12;

    private final String concept;
    private final Map<String, List<BookSum>> sums;
    private final Map<String, List<BookSums>> decoded = new HashMap<>();
    private final Map<String, Double> responsibilities;
    private final Optional<MapReader.Maps> maps;
    private final double strength;
    private final Double prevalence;

    Vectors(
            String concept,
            Map<String, List<BookSum>> sums,
            Double prevalence,
            Optional<MapReader.Maps> maps,
            double strength) {
        this.concept = concept;
        this.sums = sums;
        this.maps = maps;
        this.strength = strength;
        this.prevalence = prevalence;
        Map<String, Double> scores = new HashMap<>();
        sums.forEach((role, books) -> {
            books.forEach(book -> scores.put(book.getBook(), book.getScore()));
            decoded.put(role, books.stream().map(Vectors::sums).toList());
        });
        this.responsibilities = Responsibilities.ofBooks(scores, prevalence);
    }

    /** @throws org.gumshoe.BadInputException while there are too few books to tell a direction */
    List<SteeringVector> all() {
        List<SteeringVector> vectors = new ArrayList<>();
        Notions notions = Notions.of(sums, prevalence);
        for (String role : sums.keySet()) {
            vectors.add(vector(role, "native", between(role, book -> true, responsibilities), Map.of(), 0));
            if (notions.byRole().containsKey(role)) {
                vectors.add(refined(role, notions));
            }
        }
        maps.filter(this::fits).ifPresent(m -> {
            vectors.add(translated("translated", m, m.maps()));
            if (!m.shuffled().isEmpty()) {
                vectors.add(translated("shuffled", m, m.shuffled()));
            }
        });
        return vectors;
    }

    /** B of the refined notion with some W for content: the design's mixture, less F. B alone while no book's passages differ in score. */
    private SteeringVector refined(String role, Notions notions) {
        List<Direction> between =
                between(role, book -> true, notions.byRole().get(role).responsibilities());
        List<Direction> mixture;
        try {
            List<Direction> within = Directions.within(books(role, book -> true), layers(role));
            mixture = Directions.mix(List.of(between, within), BETWEEN_SHARE, WITHIN_SHARE);
        } catch (BadInputException noContrast) {
            mixture = between;
        }
        SteeringVector vector = vector(role, "refined", mixture, Map.of(), 0);
        vector.setDiagnosis(notions.diagnosis(role));
        vector.setDiverged(notions.diverged(role));
        return vector;
    }

    /** Whether a map goes between the models and layers that the sums are of: after a change of models it does not yet. */
    private boolean fits(MapReader.Maps map) {
        StitchManifest manifest = map.manifest();
        return isOf(WEAK, manifest.getWeakModel(), List.of(manifest.getWeakLayer()))
                && isOf(STRONG, manifest.getStrongModel(), manifest.getStrongLayers());
    }

    private boolean isOf(String role, String model, List<Integer> layers) {
        BookSum example =
                sums.getOrDefault(role, List.of()).stream().findFirst().orElse(null);
        return example != null
                && example.getModel().equals(model)
                && example.getLayers().containsAll(layers);
    }

    private SteeringVector translated(String kind, MapReader.Maps map, List<StitchMap> through) {
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
            double[] deviation = Directions.standardDeviation(books(STRONG, book -> true), direction.layer());
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
        return Directions.between(books(role, chosen), inCluster, layers(role));
    }

    private int[] layers(String role) {
        return sums.get(role).getFirst().getLayers().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private List<BookSums> books(String role, Predicate<String> chosen) {
        return decoded.get(role).stream()
                .filter(book -> chosen.test(book.book()))
                .toList();
    }

    static BookSums sums(BookSum book) {
        byte[] bytes = new byte[book.getSums().remaining()];
        book.getSums().duplicate().get(bytes);
        return BookSums.fromBytes(bytes);
    }

    private SteeringVector vector(
            String role, String kind, List<Direction> directions, Map<Integer, Double> cosines, long stitchVersion) {
        List<LayerDirection> layers = new ArrayList<>();
        for (Direction direction : directions) {
            layers.add(LayerDirection.newBuilder()
                    .setLayer(direction.layer())
                    .setDirection(Floats.list(direction.unit()))
                    .setStrength(strength)
                    .setTypicalNorm(direction.typicalNorm())
                    .setNorm(direction.norm())
                    .setCosineToNative(cosines.get(direction.layer()))
                    .build());
        }
        List<BookSum> books = sums.get(role);
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole(role)
                .setModel(books.getFirst().getModel())
                .setKind(kind)
                .setVersion(0)
                .setLayers(layers)
                .setModelVersion(
                        books.stream().mapToLong(BookSum::getModelVersion).min().orElse(0))
                .setStitchVersion(stitchVersion)
                .setPassages(books.stream().mapToLong(BookSum::getPassages).sum())
                .setBooks(books.size())
                .setDiagnosis(Map.of(
                        "booksInCluster",
                        responsibilities.values().stream().mapToDouble(r -> r).sum()))
                .build();
    }

    /** Mean over layers that both have; NaN when they share none. */
    static double cosine(SteeringVector one, SteeringVector other) {
        Map<Integer, float[]> others = new HashMap<>();
        other.getLayers().forEach(layer -> others.put(layer.getLayer(), Floats.array(layer.getDirection())));
        return one.getLayers().stream()
                .filter(layer -> others.containsKey(layer.getLayer()))
                .filter(layer -> others.get(layer.getLayer()).length
                        == layer.getDirection().size())
                .mapToDouble(layer -> Cosine.plain(Floats.array(layer.getDirection()), others.get(layer.getLayer())))
                .average()
                .orElse(Double.NaN);
    }
}
