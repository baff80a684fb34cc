// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import java.util.Arrays;

/** Row of numbers, alone or among others in a longer array, which must not be changed. */
public record RowView(double[] numbers, int at, int width) {
    /** Views a whole array. */
    public static RowView of(double[] row) {
        return new RowView(row, 0, row.length);
    }

    /** Returns the dot product with as many weights. */
    public double dot(double[] weights) {
        return ManyDots.dot(weights, numbers, at);
    }

    /** Adds the row, times a factor. */
    public void addTo(double[] sums, double factor) {
        for (int i = 0; i < width; i++) {
            sums[i] += factor * numbers[at + i];
        }
    }

    public double[] toArray() {
        return Arrays.copyOfRange(numbers, at, at + width);
    }
}
