// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.stitch.StitchMap;

/** Builder of steering vectors: one direction for each layer, from sums by book. */
public final class VectorBuilder {
    /** Strength of a plain direction at each layer, in typical norms. */
    public static final double STRENGTH = .2;

    private VectorBuilder() {}

    /**
     * Translates a weak direction by each stitch map.
     *
     * @param strongBooks sums of the strong model, which set the typical norms
     */
    public static List<Direction> translated(Direction weak, List<StitchMap> maps, Collection<BookSums> strongBooks) {
        return maps.stream()
                .map(map -> weak.through(map, Directions.typicalNorm(strongBooks, map.strongLayer())))
                .toList();
    }

    /**
     * Translates a weak direction by each stitch map.
     *
     * @param strong sums of all books by the strong model at the maps' layers, which set the typical norms
     */
    public static List<Direction> translated(Direction weak, List<StitchMap> maps, ContrastSums strong) {
        return maps.stream()
                .map(map -> weak.through(map, strong.typicalNorm(map.strongLayer())))
                .toList();
    }

    /** Draws random directions for the same layers with the same norms: the null of steering. */
    public static List<Direction> random(List<Direction> like, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return like.stream()
                .map(direction -> {
                    double[] values = new double[direction.unit().length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = random.nextGaussian();
                    }
                    Direction drawn = Direction.of(direction.layer(), values, direction.typicalNorm());
                    return new Direction(drawn.layer(), drawn.unit(), direction.norm(), direction.typicalNorm());
                })
                .toList();
    }

    /**
     * Computes the directions that a refined vector is mixed from. A direction that the passages
     * and generated texts do not determine yet is empty.
     *
     * @param cluster sums of the cluster's books, for differences within a book; may hold more of
     *     their passages than {@code books}
     * @param responsibilities of the books in the refined cluster
     * @param generated sums of the model's unsteered texts
     * @param steered sums of texts that were steered by a vector of this concept
     */
    public static Mixture.Parts parts(
            Collection<BookSums> books,
            Collection<BookSums> cluster,
            Map<String, Double> responsibilities,
            int[] layers,
            Optional<BookSums> generated,
            Optional<BookSums> steered) {
        return new Mixture.Parts(
                generated
                        .map(texts -> Directions.corpus(books, responsibilities, texts, layers))
                        .orElse(List.of()),
                Directions.classContrast(books, responsibilities, layers),
                Directions.seedWords(cluster, layers).orElse(List.of()),
                steered.flatMap(texts -> Directions.residual(cluster, texts, layers))
                        .orElse(List.of()));
    }

    /**
     * As {@link #parts(Collection, Collection, Map, int[], Optional, Optional)}, from sums over all books.
     *
     * @param contrast of the refined cluster's books with the others
     * @param cluster sums of the cluster's books
     */
    public static Mixture.Parts parts(
            ContrastSums contrast, SeedWordSums cluster, Optional<BookSums> generated, Optional<BookSums> steered) {
        return new Mixture.Parts(
                generated.map(texts -> Directions.corpus(contrast, texts)).orElse(List.of()),
                Directions.classContrast(contrast),
                Directions.seedWords(cluster).orElse(List.of()),
                steered.flatMap(texts -> Directions.residual(cluster, texts)).orElse(List.of()));
    }

    /**
     * Mixes the refined vector, with {@code first} until the model has written steered texts and
     * with {@code corrected} from then on.
     */
    public static List<Direction> refined(Mixture.Parts parts, Mixture first, Mixture corrected) {
        return (parts.residual().isEmpty() ? first : corrected).of(parts);
    }

    /**
     * Returns, by strong layer, the standardised cosine of the translated class contrast with the
     * strong model's own, both computed on the held-out books alone.
     *
     * @param weakUnseen of the weak model at the maps' weak layer
     * @param strongUnseen of the strong model at the maps' strong layers
     * @param maps fitted on none of these books
     * @param strongAll sums of all books, which set the scale of each dimension
     */
    public static Outcome<Map<Integer, Double>> cosines(
            ContrastSums weakUnseen, ContrastSums strongUnseen, List<StitchMap> maps, ContrastSums strongAll) {
        return Outcome.attempt(() -> {
            Direction weak = Directions.classContrast(weakUnseen).getFirst();
            List<Direction> own = Directions.classContrast(strongUnseen);
            Map<Integer, Double> cosines = new HashMap<>();
            for (Direction direction : translated(weak, maps, strongUnseen)) {
                cosines.put(
                        direction.layer(),
                        Cosine.standardised(
                                direction.unit(),
                                Directions.at(own, direction.layer()).unit(),
                                strongAll.standardDeviation(direction.layer())));
            }
            return cosines;
        });
    }
}
