// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Sums over a cluster's books from which seed-word direction and residual correction follow. With v
 * = log(1 + seed words) of a passage they are, for each layer and dimension, the sums of v x and of
 * the covariance of v and x within each book. They merge, so the books may lie in many places. Not
 * thread-safe.
 */
public final class SeedWordSums {
    private final int[] layers;
    private final ContrastSums all;
    private double weight;
    private double scatter;
    private long passages;

    /** Arrays are [layer][dimension]. */
    private final double[][] products;

    private final double[][] covariance;

    /** Creates the sums of no books. */
    public SeedWordSums(int[] layers, int width) {
        this.layers = layers.clone();
        all = new ContrastSums(layers, width);
        products = new double[layers.length][width];
        covariance = new double[layers.length][width];
    }

    /** Sums the books of a cluster; without any, all sums are 0 and of no width. */
    public static SeedWordSums of(Collection<BookSums> cluster, int... layers) {
        SeedWordSums sums = new SeedWordSums(
                layers, cluster.stream().findFirst().map(BookSums::width).orElse(0));
        cluster.forEach(sums::add);
        return sums;
    }

    /** Adds a book of the cluster. */
    public void add(BookSums book) {
        WeightedSums v = book.bySeeds();
        boolean several = book.count() > 1;
        all.add(book, null);
        weight += v.sum();
        if (several) {
            scatter += Math.max(0, v.squares() - v.sum() * v.sum() / book.count());
            passages += book.count();
        }
        for (int l = 0; l < layers.length; l++) {
            double[] sum = book.sum(layers[l]);
            double[] vx = v.products(book.index(layers[l]));
            for (int i = 0; i < vx.length; i++) {
                products[l][i] += vx[i];
                covariance[l][i] += several ? vx[i] - v.sum() * sum[i] / book.count() : 0;
            }
        }
    }

    /** Adds the sums of other books at the same layers. */
    public void merge(SeedWordSums other) {
        all.merge(other.all);
        weight += other.weight;
        scatter += other.scatter;
        passages += other.passages;
        for (int l = 0; l < layers.length; l++) {
            for (int i = 0; i < products[l].length; i++) {
                products[l][i] += other.products[l][i];
                covariance[l][i] += other.covariance[l][i];
            }
        }
    }

    /** Returns the sums as numbers that add up over shards; {@link #ofSums} restores them. */
    public double[] toSums() {
        DoubleStream.Builder numbers = DoubleStream.builder();
        numbers.add(weight).add(scatter).add(passages);
        for (double[][] array : List.of(products, covariance)) {
            Arrays.stream(array).flatMapToDouble(Arrays::stream).forEach(numbers);
        }
        return DoubleStream.concat(numbers.build(), Arrays.stream(all.toSums())).toArray();
    }

    /**
     * Restores sums from {@link #toSums}.
     *
     * @param width of each layer
     */
    public static SeedWordSums ofSums(double[] sums, int[] layers, int width) {
        SeedWordSums restored = new SeedWordSums(layers, width);
        restored.weight = sums[0];
        restored.scatter = sums[1];
        restored.passages = (long) sums[2];
        int at = 3;
        for (double[][] array : List.of(restored.products, restored.covariance)) {
            for (double[] layer : array) {
                System.arraycopy(sums, at, layer, 0, width);
                at += width;
            }
        }
        restored.all.merge(ContrastSums.ofSums(Arrays.copyOfRange(sums, at, sums.length), layers));
        return restored;
    }

    /** Returns whether the number of seed words varies within a book. */
    boolean vary() {
        return scatter > 0;
    }

    /** Returns whether a passage holds a seed word. */
    public boolean hold() {
        return weight > 0;
    }

    int[] layers() {
        return layers;
    }

    /** Returns the covariance within books at the layer with this index, for one deviation of v. */
    double[] covariance(int index) {
        double scale = 1 / Math.sqrt(scatter * passages);
        return Arrays.stream(covariance[index]).map(c -> scale * c).toArray();
    }

    /** Returns the mean of the passages, weighted by v, at the layer with this index. */
    double[] weightedMean(int index) {
        return Arrays.stream(products[index]).map(p -> p / weight).toArray();
    }

    /** Returns the mean of the passages at the last layer, weighted by v. */
    public double[] lastWeightedMean() {
        return weightedMean(layers.length - 1);
    }

    double typicalNorm(int layer) {
        return all.typicalNorm(layer);
    }
}
