// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.gumshoe.BadInputException;

/**
 * The directions of a steering vector, each from sums by book and one a layer. Differences of means
 * ("mean difference", Marks and Tegmark 2023; Rimsky et al. 2024), with books in the cluster by
 * degree instead of yes or no.
 */
public final class Directions {
    private Directions() {}

    /**
     * B, between books: the mean of the passages in the cluster minus the mean of the others, each
     * book's passages weighted by the book's responsibility r and by 1 - r. Carries manner and kind
     * of story.
     *
     * @param bookScore responsibility of each book in the cluster, 0 to 1; a book without one is
     *     left out
     * @throws BadInputException when no book is in the cluster, or none outside
     */
    public static List<Direction> between(Collection<BookSums> books, Map<String, Double> bookScore, int[] layers) {
        return each(layers, layer -> {
            double[] inside = weightedMean(books, bookScore, layer, false);
            double[] outside = weightedMean(books, bookScore, layer, true);
            return Direction.of(layer, minus(inside, outside), typicalNorm(books, layer));
        });
    }

    /**
     * W, within a book: the covariance of LDA score and activation inside each book, summed over
     * books; its norm is the change of the activation for one standard deviation (within books) of
     * the score. Carries content, since what all passages of a book share cancels.
     *
     * @throws BadInputException when no book has two passages of different score
     */
    public static List<Direction> within(Collection<BookSums> books, int[] layers) {
        return covariance(books, layers, BookSums::byScore, "with different concept scores");
    }

    /**
     * W by the seed words: as {@link #within}, with the logarithm of one more than a passage's seed
     * words in place of its score. The topic's other words ("sir", "asked") make a direction of
     * interviews, nearly parallel to B.
     *
     * @throws BadInputException when no book has a passage with a seed word beside one with fewer
     */
    public static List<Direction> naming(Collection<BookSums> books, int[] layers) {
        return covariance(books, layers, BookSums::bySeeds, "that differ in seed words");
    }

    private static List<Direction> covariance(
            Collection<BookSums> books, int[] layers, Function<BookSums, WeightedSums> values, String what) {
        double scatter = 0;
        long passages = 0;
        for (BookSums b : books) {
            if (b.count() > 1) {
                WeightedSums v = values.apply(b);
                scatter += Math.max(0, v.squares() - v.sum() * v.sum() / b.count());
                passages += b.count();
            }
        }
        if (!(scatter > 0)) {
            throw new BadInputException("No book has two passages " + what
                    + ", so there is no direction within books; cut the books into more passages.");
        }
        double scale = 1 / Math.sqrt(scatter * passages);
        return each(layers, layer -> {
            double[] covariance = null;
            for (BookSums b : books) {
                covariance = covariance == null ? new double[b.width()] : covariance;
                double[] sum = b.sum(layer);
                WeightedSums v = values.apply(b);
                double[] products = v.products(b.index(layer));
                for (int i = 0; b.count() > 1 && i < sum.length; i++) {
                    covariance[i] += scale * (products[i] - v.sum() * sum[i] / b.count());
                }
            }
            return Direction.of(layer, covariance, typicalNorm(books, layer));
        });
    }

    /**
     * F, the corpus direction: the mean of the passages of books outside the cluster (weight 1 - r)
     * minus the mean of the model's own unsteered text. Carries "a story in a book" where the model
     * would write a web page.
     *
     * @param own sums of unsteered texts by the same model
     */
    public static List<Direction> corpus(
            Collection<BookSums> books, Map<String, Double> bookScore, BookSums own, int[] layers) {
        if (own.count() < 1) {
            throw new BadInputException(
                    "There is no unsteered text of the model yet, so there is no corpus direction; let it write first.");
        }
        return each(
                layers,
                layer -> Direction.of(
                        layer,
                        minus(weightedMean(books, bookScore, layer, true), own.mean(layer)),
                        typicalNorm(books, layer)));
    }

    /**
     * R, the remainder: the mean of the passages that name the concept, each weighted by the
     * logarithm of one more than its seed words, minus the mean of the texts that the model writes
     * when it is steered. What steering has not reached yet, and the opposite of what it has
     * overshot.
     *
     * @param books those of the cluster
     * @param steered sums of steered texts by the same model
     * @throws BadInputException when no passage holds a seed word, or there is no text
     */
    public static List<Direction> remainder(Collection<BookSums> books, BookSums steered, int[] layers) {
        double weight = books.stream().mapToDouble(b -> b.bySeeds().sum()).sum();
        if (!(weight > 0)) {
            throw new BadInputException(
                    "No passage of the cluster holds a seed word, so there is nothing that steered texts could be compared with; give other seeds.");
        }
        if (steered.count() < 1) {
            throw new BadInputException(
                    "There is no steered text of the model yet, so there is no remainder; let it write first.");
        }
        return each(layers, layer -> {
            double[] named = new double[steered.width()];
            books.forEach(b -> addTo(named, b.bySeeds().products(b.index(layer)), 1 / weight));
            return Direction.of(layer, minus(named, steered.mean(layer)), typicalNorm(books, layer));
        });
    }

    /**
     * A mixture at each layer: the sum of weight times unit direction times typical norm. Weights
     * are strengths in typical norms, so {@link Direction#strength()} of the result is the strength
     * to steer with for exactly these weights.
     *
     * @param parts directions for the same layers, in any order
     * @param weights one a part
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

    /** The direction of a layer. */
    public static Direction at(List<Direction> directions, int layer) {
        return directions.stream()
                .filter(d -> d.layer() == layer)
                .findFirst()
                .orElseThrow(() -> new BadInputException("There is a direction for layers "
                        + directions.stream().map(Direction::layer).toList() + " and none for layer " + layer
                        + "; read and stitch that layer too."));
    }

    /**
     * Root mean squared distance of a passage's activation from the mean of all passages:
     * sqrt(E|x|² - |E x|²).
     */
    public static double typicalNorm(Collection<BookSums> books, int layer) {
        return Statistics.norm(standardDeviation(books, layer));
    }

    /** Standard deviation (of the population of passages) of each dimension at a layer. */
    public static double[] standardDeviation(Collection<BookSums> books, int layer) {
        double[] mean = null;
        double[] squares = null;
        long n = 0;
        for (BookSums b : books) {
            mean = mean == null ? new double[b.width()] : mean;
            squares = squares == null ? new double[b.width()] : squares;
            addTo(mean, b.sum(layer), 1);
            addTo(squares, b.sumSquares(layer), 1);
            n += b.count();
        }
        if (n < 2) {
            throw new BadInputException("There are " + n + " passages, too few to tell a typical norm; add books.");
        }
        double[] deviation = new double[mean.length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = Math.sqrt(Math.max(0, squares[i] / n - mean[i] * mean[i] / ((double) n * n)));
        }
        return deviation;
    }

    private static double[] weightedMean(
            Collection<BookSums> books, Map<String, Double> bookScore, int layer, boolean outside) {
        double[] sum = null;
        double weight = 0;
        for (BookSums b : books) {
            sum = sum == null ? new double[b.width()] : sum;
            Double r = bookScore.get(b.book());
            if (r == null) {
                continue;
            }
            if (!(r >= 0 && r <= 1)) {
                throw new BadInputException("The responsibility of book " + b.book() + " is " + r
                        + " and not between 0 and 1; pass scores through Responsibilities first.");
            }
            double w = outside ? 1 - r : r;
            addTo(sum, b.sum(layer), w);
            weight += w * b.count();
        }
        if (!(weight > 0)) {
            throw new BadInputException("No passage lies " + (outside ? "outside" : "in")
                    + " the cluster, so there is nothing to compare; add books of the other kind.");
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= weight;
        }
        return sum;
    }

    private static List<Direction> each(int[] layers, java.util.function.IntFunction<Direction> direction) {
        return Arrays.stream(layers).mapToObj(direction).toList();
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
