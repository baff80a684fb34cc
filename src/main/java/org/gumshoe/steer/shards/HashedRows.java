// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.DoubleStream;

/**
 * Sample of activations: those with the smallest hashes. Of several shards' samples the smallest hashes are the sample
 * of all, however the rows are divided. Not thread-safe.
 */
public final class HashedRows {
    /** Activation and the hash that it is drawn by. */
    public record Row(int hash, float[] activation) {}

    private static final Comparator<Row> SMALLEST_FIRST = Comparator.comparingInt(Row::hash);

    private final PriorityQueue<Row> largestFirst = new PriorityQueue<>(SMALLEST_FIRST.reversed());
    private final int most;

    public HashedRows(int most) {
        this.most = most;
    }

    /** Adds a row. The activation is copied. */
    public void add(int hash, float[] activation) {
        if (largestFirst.size() < most || largestFirst.element().hash > hash) {
            largestFirst.add(new Row(hash, activation.clone()));
            if (largestFirst.size() > most) {
                largestFirst.remove();
            }
        }
    }

    /** Returns the rows, the smallest hash first. */
    public List<Row> rows() {
        return largestFirst.stream().sorted(SMALLEST_FIRST).toList();
    }

    /** Returns for each row its hash and its activation. */
    public double[] toValues() {
        DoubleStream.Builder values = DoubleStream.builder();
        for (Row row : rows()) {
            values.add(row.hash);
            for (float value : row.activation) {
                values.add(value);
            }
        }
        return values.build().toArray();
    }

    /** Reads what {@link #toValues} of several samples has written, and returns the activations of the sample of all. */
    public static List<float[]> read(double[] values, int width, int most) {
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at + width < values.length; at += width + 1) {
            float[] activation = new float[width];
            for (int d = 0; d < width; d++) {
                activation[d] = (float) values[at + 1 + d];
            }
            rows.add(new Row((int) values[at], activation));
        }
        return rows.stream()
                .sorted(SMALLEST_FIRST)
                .limit(most)
                .map(Row::activation)
                .toList();
    }
}
