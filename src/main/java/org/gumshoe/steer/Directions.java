// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/**
 * Directions of a steering vector, one for each layer, computed from sums by book. They are
 * differences of means (Marks and Tegmark 2023; Rimsky et al. 2024) in which each book belongs to
 * the cluster by degree instead of yes or no. Section 8 of docs/method.md defines them.
 */
public final class Directions {
    private Directions() {}

    /**
     * Class contrast (called B in the decisions): the mean of the passages in the cluster minus the
     * mean of the others. A book's passages count by its responsibility r inside and by 1 - r
     * outside. It carries the manner and kind of story.
     *
     * @param responsibilities of each book in the cluster, 0 to 1; a book without one is left out
     * @throws BadInputException when no book is inside the cluster, or none is outside
     */
    public static List<Direction> classContrast(
            Collection<BookSums> books, Map<String, Double> responsibilities, int[] layers) {
        return classContrast(ContrastSums.of(books, responsibilities, layers));
    }

    /** As {@link #classContrast(Collection, Map, int[])}, from sums over all books. */
    public static List<Direction> classContrast(ContrastSums sums) {
        return each(
                sums.layers(),
                layer -> Direction.of(
                        layer, minus(sums.meanInside(layer), sums.meanOutside(layer)), sums.typicalNorm(layer)));
    }

    /**
     * Seed-word direction (called W in the decisions): the covariance, within each book, of the
     * activation with log(1 + seed words in the passage), summed over books. Its norm is the change
     * of the activation for one within-book standard deviation of that logarithm. It carries
     * content, since whatever all passages of a book share cancels. The topic's other words ("sir",
     * "asked") would give a direction of interviews that is nearly parallel to the class contrast.
     *
     * @return empty when the number of seed words varies within no book
     */
    public static Optional<List<Direction>> seedWords(Collection<BookSums> books, int[] layers) {
        return seedWords(SeedWordSums.of(books, layers));
    }

    /** As {@link #seedWords(Collection, int[])}, from sums over all books. */
    public static Optional<List<Direction>> seedWords(SeedWordSums sums) {
        return sums.vary() ? Optional.of(each(sums, sums::covariance)) : Optional.empty();
    }

    /**
     * Corpus direction (called F in the decisions): the mean of the passages of books outside the
     * cluster, weighted by 1 - r, minus the mean of the model's unsteered generated texts. It
     * carries "a story in a book" where the model would write a web page.
     *
     * @param generated sums of unsteered texts of the same model
     * @throws BadInputException when there is no such text
     */
    public static List<Direction> corpus(
            Collection<BookSums> books, Map<String, Double> responsibilities, BookSums generated, int[] layers) {
        return corpus(ContrastSums.of(books, responsibilities, layers), generated);
    }

    /** As {@link #corpus(Collection, Map, BookSums, int[])}, from sums over all books. */
    public static List<Direction> corpus(ContrastSums sums, BookSums generated) {
        if (generated.count() < 1) {
            throw new BadInputException(
                    "The model has written no unsteered text yet, so there is no corpus direction; request an"
                            + " unsteered story.");
        }
        return each(
                sums.layers(),
                layer -> Direction.of(
                        layer, minus(sums.meanOutside(layer), generated.mean(layer)), sums.typicalNorm(layer)));
    }

    /**
     * Residual correction (called R in the decisions): the mean of the cluster's passages weighted
     * by log(1 + seed words), minus the mean of the model's steered generated texts. It is what
     * steering has not reached yet, and the opposite of what it has overshot.
     *
     * @param cluster sums of the cluster's books
     * @param steered sums of steered texts of the same model
     * @return empty when no passage holds a seed word, or there is no steered text
     */
    public static Optional<List<Direction>> residual(Collection<BookSums> cluster, BookSums steered, int[] layers) {
        return residual(SeedWordSums.of(cluster, layers), steered);
    }

    /** As {@link #residual(Collection, BookSums, int[])}, from sums over the cluster's books. */
    public static Optional<List<Direction>> residual(SeedWordSums sums, BookSums steered) {
        if (!sums.hold() || steered.count() < 1) {
            return Optional.empty();
        }
        return Optional.of(each(sums, l -> minus(sums.weightedMean(l), steered.mean(sums.layers()[l]))));
    }

    /**
     * Mixes directions at each layer: the sum of weight times unit direction times typical norm.
     * Weights are strengths in typical norms, so steering at the {@link Direction#strength()} of
     * the result applies exactly these weights.
     *
     * @param parts directions for the same layers, in any order
     * @param weights one for each part
     */
    public static List<Direction> mix(List<List<Direction>> parts, double... weights) {
        if (parts.isEmpty() || parts.size() != weights.length) {
            throw new BadInputException("A mixture of " + parts.size() + " directions has " + weights.length
                    + " weights; give one to each.");
        }
        List<Direction> out = new ArrayList<>();
        for (Direction first : parts.getFirst()) {
            double[] sum = new double[first.unit().length];
            for (int p = 0; p < weights.length; p++) {
                Direction d = at(parts.get(p), first.layer());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weights[p] * first.typicalNorm() * d.unit()[i];
                }
            }
            out.add(Direction.of(first.layer(), sum, first.typicalNorm()));
        }
        return out;
    }

    /**
     * Returns the direction at a layer.
     *
     * @throws BadInputException when there is none
     */
    public static Direction at(List<Direction> directions, int layer) {
        return directions.stream()
                .filter(d -> d.layer() == layer)
                .findFirst()
                .orElseThrow(() -> new BadInputException("There is a direction for layers "
                        + directions.stream().map(Direction::layer).toList() + " and none for layer " + layer
                        + "; read and stitch that layer too."));
    }

    /**
     * Returns the root mean squared distance of a passage's activation from the mean of all
     * passages: sqrt(E|x|² - |E x|²).
     */
    public static double typicalNorm(Collection<BookSums> books, int layer) {
        return ContrastSums.of(books, Map.of(), layer).typicalNorm(layer);
    }

    /** Returns the population standard deviation, over passages, of each dimension at a layer. */
    public static double[] standardDeviation(Collection<BookSums> books, int layer) {
        return ContrastSums.of(books, Map.of(), layer).standardDeviation(layer);
    }

    /**
     * Returns the read-out of a direction: difference / variance in each dimension, so that a
     * dimension counts by how unusual its shift is.
     *
     * @param deviation standard deviation of each dimension
     */
    public static float[] readOut(Direction direction, double[] deviation) {
        float[] readOut = direction.difference();
        for (int i = 0; i < readOut.length; i++) {
            readOut[i] = deviation[i] > 0 ? (float) (readOut[i] / (deviation[i] * deviation[i])) : 0;
        }
        return readOut;
    }

    private static List<Direction> each(int[] layers, IntFunction<Direction> direction) {
        return Arrays.stream(layers).mapToObj(direction).toList();
    }

    /** Returns a direction for each layer from its difference by the layer's index. */
    private static List<Direction> each(SeedWordSums sums, IntFunction<double[]> difference) {
        int[] layers = sums.layers();
        return IntStream.range(0, layers.length)
                .mapToObj(l -> Direction.of(layers[l], difference.apply(l), sums.typicalNorm(layers[l])))
                .toList();
    }

    private static double[] minus(double[] a, double[] b) {
        double[] d = a.clone();
        addTo(d, b, -1);
        return d;
    }

    private static void addTo(double[] to, double[] from, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }
}
