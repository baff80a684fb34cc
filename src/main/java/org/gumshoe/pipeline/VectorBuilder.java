// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.stitch.StitchMap;

/** Builder of steering vectors: one direction a layer, from sums by book. */
public final class VectorBuilder {
    /** Strength of a single direction at each layer, in typical norms. */
    public static final double STRENGTH = .2;

    private VectorBuilder() {}

    /**
     * A weak direction as the strong model has it by the stitch maps, one a map.
     *
     * @param strongBooks sums of the strong model, which set the unit of strengths
     */
    public static List<Direction> translated(Direction weak, List<StitchMap> maps, Collection<BookSums> strongBooks) {
        return maps.stream()
                .map(map -> weak.through(map, Directions.typicalNorm(strongBooks, map.strongLayer())))
                .toList();
    }

    /** Random directions of the same layers and norms: the null of steering. */
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
     * The directions that a refined vector is mixed from; what the texts and passages so far do not
     * tell is empty.
     *
     * @param cluster sums of the cluster's books, for what tells passages apart within a book; may
     *     hold more passages of them than {@code books}
     * @param responsibilities of the books in the refined cluster
     * @param generated sums of texts that the model wrote unsteered
     * @param steered sums of texts that a vector of this concept steered
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

    /** The sums of the books that are likelier in the cluster than not. */
    public static List<BookSums> cluster(Collection<BookSums> books, Map<String, Double> responsibilities) {
        Predicate<String> likeliest = Responsibilities.likeliest(responsibilities)::contains;
        return books.stream().filter(book -> likeliest.test(book.book())).toList();
    }

    /**
     * The refined vector: {@code first} until the model has written steered texts,
     * {@code corrected} from then on.
     */
    public static List<Direction> refined(Mixture.Parts parts, Mixture first, Mixture corrected) {
        return (parts.residual().isEmpty() ? first : corrected).of(parts);
    }

    /**
     * Cosine, by strong layer, of the translated class contrast with the strong model's own, both
     * on these books alone, standardised by dimension.
     *
     * @param maps that saw none of these books
     * @param strongAll sums of all books, which set the scale of each dimension
     */
    public static Outcome<Map<Integer, Double>> cosines(
            Collection<BookSums> weakUnseen,
            Collection<BookSums> strongUnseen,
            Map<String, Double> responsibilities,
            List<StitchMap> maps,
            Collection<BookSums> strongAll) {
        return Outcome.attempt(() -> {
            int weakLayer = maps.getFirst().weakLayer();
            Direction weak = Directions.classContrast(weakUnseen, responsibilities, new int[] {weakLayer})
                    .getFirst();
            int[] layers = maps.stream().mapToInt(StitchMap::strongLayer).toArray();
            List<Direction> own = Directions.classContrast(strongUnseen, responsibilities, layers);
            Map<Integer, Double> cosines = new HashMap<>();
            for (Direction direction : translated(weak, maps, strongUnseen)) {
                cosines.put(
                        direction.layer(),
                        Cosine.standardised(
                                direction.unit(),
                                Directions.at(own, direction.layer()).unit(),
                                Directions.standardDeviation(strongAll, direction.layer())));
            }
            return cosines;
        });
    }
}
