// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.gumshoe.BadInputException;

/**
 * Sums over books from which class contrast, corpus direction and typical norms follow: for each
 * layer and dimension those of activations, of their squares, and of activations weighted by the
 * responsibility r of their book and by 1 - r. They merge, so the books may lie in many places. Not
 * thread-safe.
 */
public final class ContrastSums {
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;

    private final int[] layers;
    private long n;
    private final double[] weights = new double[2];

    /** Arrays are [layer][dimension]; of inside and outside [inside, outside][layer][dimension]. */
    private final double[][] sum;

    private final double[][] squares;
    private final double[][][] weighted;

    /** Creates the sums of no books. */
    public ContrastSums(int[] layers, int width) {
        this.layers = layers.clone();
        sum = new double[layers.length][width];
        squares = new double[layers.length][width];
        weighted = new double[2][layers.length][width];
    }

    /**
     * Sums books.
     *
     * @param responsibilities of each book in the cluster, 0 to 1; a book without one counts only in
     *     typical norms
     * @throws BadInputException when there is no book, or a responsibility is not between 0 and 1
     */
    public static ContrastSums of(Collection<BookSums> books, Map<String, Double> responsibilities, int... layers) {
        ContrastSums sums = new ContrastSums(
                layers,
                books.stream()
                        .findFirst()
                        .orElseThrow(() -> new BadInputException("There is no book to sum; add books."))
                        .width());
        books.forEach(book -> sums.add(book, responsibilities.get(book.book())));
        return sums;
    }

    /**
     * Adds a book.
     *
     * @param responsibilityOrNull null: unknown
     * @throws BadInputException when it is not between 0 and 1
     */
    public void add(BookSums book, Double responsibilityOrNull) {
        Double r = responsibilityOrNull;
        if (r != null && !(r >= 0 && r <= 1)) {
            throw new BadInputException("The responsibility of book " + book.book() + " is " + r
                    + " and not between 0 and 1; convert scores with Responsibilities first.");
        }
        fold(book, 1);
        if (r != null) {
            weigh(book.count(), layer -> RowView.of(book.sum(layer)), r);
        }
    }

    /** Removes a book that was added without a responsibility. */
    public void remove(BookSums book) {
        fold(book, -1);
    }

    private void fold(BookSums book, int sign) {
        if (layers.length > 0 && book.width() != sum[0].length) {
            throw new BadInputException("The sums of book " + book.book() + " are " + book.width() + " wide and not "
                    + sum[0].length + "; they come from another model.");
        }
        n += sign * book.count();
        for (int l = 0; l < layers.length; l++) {
            add(sum[l], book.sum(layers[l]), sign);
            add(squares[l], book.sumSquares(layers[l]), sign);
        }
    }

    private void weigh(long count, IntFunction<RowView> sumAt, double r) {
        weigh(INSIDE, r, count, sumAt);
        weigh(OUTSIDE, 1 - r, count, sumAt);
    }

    private void weigh(int side, double weight, long count, IntFunction<RowView> sumAt) {
        weights[side] += weight * count;
        for (int l = 0; l < layers.length; l++) {
            sumAt.apply(layers[l]).addTo(weighted[side][l], weight);
        }
    }

    /**
     * Puts a share of a book inside that was added without a responsibility.
     *
     * @param count of its passages
     * @param sumAt sum of their activations at a layer
     * @param r its responsibility
     */
    public void putInside(long count, IntFunction<RowView> sumAt, double r) {
        weigh(INSIDE, r, count, sumAt);
    }

    /** Leaves out a book without a responsibility; otherwise as {@link #putInside}. */
    public void leaveOut(long count, IntFunction<RowView> sumAt) {
        weigh(OUTSIDE, -1, count, sumAt);
    }

    /** Puts all that was added and is neither inside nor left out outside: one product less for each book. */
    public void putRestOutside() {
        weights[OUTSIDE] += n - weights[INSIDE];
        for (int l = 0; l < layers.length; l++) {
            add(weighted[OUTSIDE][l], sum[l], 1);
            add(weighted[OUTSIDE][l], weighted[INSIDE][l], -1);
        }
    }

    /** Adds the sums of other books, which may hold further layers. */
    public void merge(ContrastSums other) {
        n += other.n;
        add(weights, other.weights, 1);
        for (int l = 0; l < layers.length; l++) {
            int of = other.index(layers[l]);
            add(sum[l], other.sum[of], 1);
            add(squares[l], other.squares[of], 1);
            add(weighted[INSIDE][l], other.weighted[INSIDE][of], 1);
            add(weighted[OUTSIDE][l], other.weighted[OUTSIDE][of], 1);
        }
    }

    /** Returns the sums as numbers that add up over shards: n, both weights, then the arrays by layer. */
    public double[] toSums() {
        int width = layers.length == 0 ? 0 : sum[0].length;
        double[] all = new double[3 + 4 * layers.length * width];
        all[0] = n;
        all[1] = weights[INSIDE];
        all[2] = weights[OUTSIDE];
        int at = 3;
        for (double[][] array : arrays()) {
            for (double[] layer : array) {
                System.arraycopy(layer, 0, all, at, width);
                at += width;
            }
        }
        return all;
    }

    /** Restores sums from {@link #toSums}. */
    public static ContrastSums ofSums(double[] sums, int... layers) {
        int width = (sums.length - 3) / (4 * layers.length);
        ContrastSums restored = new ContrastSums(layers, width);
        restored.n = (long) sums[0];
        restored.weights[INSIDE] = sums[1];
        restored.weights[OUTSIDE] = sums[2];
        int at = 3;
        for (double[][] array : restored.arrays()) {
            for (double[] layer : array) {
                System.arraycopy(sums, at, layer, 0, width);
                at += width;
            }
        }
        return restored;
    }

    private List<double[][]> arrays() {
        return List.of(sum, squares, weighted[INSIDE], weighted[OUTSIDE]);
    }

    int[] layers() {
        return layers;
    }

    /** Returns the mean of the passages in the cluster at a layer. */
    double[] meanInside(int layer) {
        return mean(layer, INSIDE, "in");
    }

    /** Returns the mean of the passages outside the cluster at a layer. */
    double[] meanOutside(int layer) {
        return mean(layer, OUTSIDE, "outside");
    }

    private double[] mean(int layer, int side, String where) {
        if (!(weights[side] > 0)) {
            throw new BadInputException("No passage lies " + where
                    + " the cluster, so there is nothing to compare; add books of the other kind.");
        }
        return Arrays.stream(weighted[side][index(layer)])
                .map(v -> v / weights[side])
                .toArray();
    }

    /**
     * Returns the root mean squared distance of a passage's activation from the mean of all
     * passages: sqrt(E|x|² - |E x|²).
     */
    public double typicalNorm(int layer) {
        return Statistics.norm(standardDeviation(layer));
    }

    /** Returns the population standard deviation, over passages, of each dimension at a layer. */
    public double[] standardDeviation(int layer) {
        if (n < 2) {
            throw new BadInputException("There are " + n + " passages, too few for a typical norm; add books.");
        }
        int l = index(layer);
        double[] deviation = new double[sum[l].length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = Math.sqrt(Math.max(0, squares[l][i] / n - sum[l][i] * sum[l][i] / ((double) n * n)));
        }
        return deviation;
    }

    private int index(int layer) {
        for (int l = 0; l < layers.length; l++) {
            if (layers[l] == layer) {
                return l;
            }
        }
        throw new BadInputException("The sums hold layers " + Arrays.toString(layers) + " but not layer " + layer
                + "; sum that layer too.");
    }

    private static void add(double[] to, double[] from, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * from[i];
        }
    }
}
