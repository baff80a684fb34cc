// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.gumshoe.BadInputException;

/**
 * Sums of the passages of one book in one model: their number and, for each layer and dimension,
 * the sums of activations, of their squares, and of activations weighted by the LDA's concept score
 * z and by log(1 + seed words). Every direction and the refinement are computed from these sums,
 * which merge and retract. Not thread-safe.
 */
public final class BookSums {
    private final String book;
    private final int width;

    /** State that {@link BookSumsFormat} stores; the arrays are [layer][dimension]. */
    final int[] layers;

    final double[][] sum;
    final double[][] sumSquares;
    private final WeightedSums byScore;
    private final WeightedSums bySeeds;
    long count;

    /**
     * Creates empty sums.
     *
     * @param layers in the order in which activations come
     * @param width of each layer
     */
    public BookSums(String book, int[] layers, int width) {
        this.book = book;
        this.layers = layers.clone();
        this.width = width;
        sum = new double[layers.length][width];
        sumSquares = new double[layers.length][width];
        byScore = new WeightedSums(layers.length, width);
        bySeeds = new WeightedSums(layers.length, width);
    }

    /**
     * Adds a passage.
     *
     * @param activations [layer][dimension]
     * @param z the LDA's concept score of the passage
     * @param seeds the number of seed words in the passage
     * @throws BadInputException when the shape differs or a number is not finite; nothing is added
     *     then
     */
    public void add(float[][] activations, double z, int seeds) {
        fold(activations, z, seeds, 1);
    }

    /** Adds a passage without seed words. */
    public void add(float[][] activations, double z) {
        add(activations, z, 0);
    }

    /** Removes a passage that was added before with the same numbers. */
    public void remove(float[][] activations, double z, int seeds) {
        fold(activations, z, seeds, -1);
    }

    /**
     * Adds the sums of other passages of this book.
     *
     * @throws BadInputException when the layers or the width differ
     */
    public void merge(BookSums other) {
        if (other.width != width || !Arrays.equals(other.layers, layers)) {
            throw new BadInputException("The sums of book " + other.book + " hold layers "
                    + Arrays.toString(other.layers) + " of width " + other.width + " instead of "
                    + Arrays.toString(layers) + " of width " + width + "; they come from another model.");
        }
        count += other.count;
        byScore.merge(other.byScore);
        bySeeds.merge(other.bySeeds);
        for (int l = 0; l < layers.length; l++) {
            for (int i = 0; i < width; i++) {
                sum[l][i] += other.sum[l][i];
                sumSquares[l][i] += other.sumSquares[l][i];
            }
        }
    }

    public String book() {
        return book;
    }

    /** The number of passages. */
    public long count() {
        return count;
    }

    public int width() {
        return width;
    }

    public int[] layers() {
        return layers.clone();
    }

    /** Returns roughly how many bytes the sums take. */
    public long bytes() {
        return 4L * Double.BYTES * layers.length * width;
    }

    /** Returns the mean concept score of the passages; NaN for an empty book. */
    public double meanScore() {
        return byScore.sum() / count;
    }

    /** Returns the sum of the concept scores. */
    public double sumZ() {
        return byScore.sum();
    }

    /** Sums weighted by the LDA's concept score. */
    WeightedSums byScore() {
        return byScore;
    }

    /** Sums weighted by log(1 + seed words). */
    WeightedSums bySeeds() {
        return bySeeds;
    }

    /** Returns the sum of the activations at a layer: a view that must not be changed. */
    public double[] sum(int layer) {
        return sum[index(layer)];
    }

    /** Returns the sum of z times the activation at a layer: a view that must not be changed. */
    public double[] sumZx(int layer) {
        return byScore.products(index(layer));
    }

    double[] sumSquares(int layer) {
        return sumSquares[index(layer)];
    }

    /** Returns the mean activation at a layer. */
    public double[] mean(int layer) {
        double[] mean = sum(layer).clone();
        for (int i = 0; i < width; i++) {
            mean[i] /= count;
        }
        return mean;
    }

    /** Returns the number of passages and, layer by layer, the sums of their activations. */
    public double[] toTextSums() {
        return DoubleStream.concat(DoubleStream.of(count), Arrays.stream(sum).flatMapToDouble(Arrays::stream))
                .toArray();
    }

    /** Restores from {@link #toTextSums} what means need. */
    public static BookSums ofTextSums(String name, int[] layers, double[] sums) {
        BookSums texts = new BookSums(name, layers, (sums.length - 1) / layers.length);
        texts.count = (long) sums[0];
        for (int l = 0; l < layers.length; l++) {
            System.arraycopy(sums, 1 + l * texts.width, texts.sum[l], 0, texts.width);
        }
        return texts;
    }

    /** Serialises the sums; {@link #fromBytes} restores them exactly. */
    public byte[] toBytes() {
        return BookSumsFormat.write(this);
    }

    /**
     * Restores sums.
     *
     * @throws BadInputException when {@link #toBytes()} of this format did not write the bytes
     */
    public static BookSums fromBytes(byte[] bytes) {
        return BookSumsFormat.read(bytes);
    }

    int index(int layer) {
        for (int l = 0; l < layers.length; l++) {
            if (layers[l] == layer) {
                return l;
            }
        }
        throw new BadInputException("The sums of book " + book + " hold layers " + Arrays.toString(layers)
                + " but not layer " + layer + "; let the activations service read that layer too.");
    }

    private void fold(float[][] activations, double z, int seeds, int sign) {
        check(activations, z);
        count += sign;
        byScore.fold(activations, z, sign);
        bySeeds.fold(activations, Math.log1p(seeds), sign);
        for (int l = 0; l < layers.length; l++) {
            for (int i = 0; i < width; i++) {
                double v = activations[l][i];
                sum[l][i] += sign * v;
                sumSquares[l][i] += sign * v * v;
            }
        }
    }

    private void check(float[][] activations, double z) {
        boolean fits = activations.length == layers.length && Double.isFinite(z);
        for (int l = 0; fits && l < layers.length; l++) {
            fits = activations[l].length == width;
            for (int i = 0; fits && i < width; i++) {
                fits = Float.isFinite(activations[l][i]);
            }
        }
        if (!fits) {
            throw new BadInputException("A passage of book " + book + " does not have " + layers.length + " layers of "
                    + width + " finite numbers and a finite score; drop it or read the model again.");
        }
    }
}
