// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sums of one value v for each passage and its activations x: the sums of v, of v² and, for each
 * layer and dimension, of v x. They suffice for covariances within a book.
 */
final class WeightedSums {
    private double sum;
    private double squares;
    private final double[][] products;

    WeightedSums(int layers, int width) {
        products = new double[layers][width];
    }

    /**
     * Adds or removes a passage.
     *
     * @param activations [layer][dimension]
     * @param sign 1 adds the passage, -1 removes it
     */
    void fold(float[][] activations, double v, int sign) {
        sum += sign * v;
        squares += sign * v * v;
        for (int l = 0; l < products.length; l++) {
            for (int i = 0; i < products[l].length; i++) {
                products[l][i] += sign * v * activations[l][i];
            }
        }
    }

    void merge(WeightedSums other) {
        sum += other.sum;
        squares += other.squares;
        for (int l = 0; l < products.length; l++) {
            for (int i = 0; i < products[l].length; i++) {
                products[l][i] += other.products[l][i];
            }
        }
    }

    double sum() {
        return sum;
    }

    double squares() {
        return squares;
    }

    /** Sums of v x at the layer with this index: a view that must not be changed. */
    double[] products(int index) {
        return products[index];
    }

    void write(DataOutputStream out) throws IOException {
        out.writeDouble(sum);
        out.writeDouble(squares);
        for (double[] layer : products) {
            for (double v : layer) {
                out.writeDouble(v);
            }
        }
    }

    void read(ByteBuffer in) {
        sum = in.getDouble();
        squares = in.getDouble();
        for (double[] layer : products) {
            BookSumsFormat.readAll(in, layer);
        }
    }
}
