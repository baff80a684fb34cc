// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import java.util.Arrays;
import java.util.List;
import org.gumshoe.BadInputException;

/**
 * Row operations for moments: checks and flattening of blocks of activations, and the rows that a
 * state store keeps.
 */
final class MomentRows {
    private MomentRows() {}

    static void check(float[] x, float[] y, int weakWidth, int strongWidth) {
        if (x.length != weakWidth || y.length != strongWidth) {
            throw new BadInputException("A pair has " + x.length + " weak and " + y.length
                    + " strong components instead of " + weakWidth + " and " + strongWidth
                    + "; activations of another model or other layers are in the stream.");
        }
        if (!finite(x) || !finite(y)) {
            throw new BadInputException(
                    "An activation holds a number that is not finite; drop the passage or read the model again.");
        }
    }

    private static boolean finite(float[] v) {
        for (float f : v) {
            if (!Float.isFinite(f)) {
                return false;
            }
        }
        return true;
    }

    /** Concatenates all rows. */
    static double[] flat(float[][] rows, int width) {
        double[] out = new double[rows.length * width];
        int at = 0;
        for (float[] row : rows) {
            for (float v : row) {
                out[at++] = v;
            }
        }
        return out;
    }

    static double[] row(double[] matrix, int i, int width) {
        return Arrays.copyOfRange(matrix, i * width, (i + 1) * width);
    }

    static double[] join(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /**
     * Returns the strong width of stored moments, whose weak width is the number of rows minus one.
     *
     * @throws BadInputException when the rows are not a complete moment matrix
     */
    static int strongWidth(List<double[]> rows) {
        int weak = rows.size() - 1;
        int head = rows.isEmpty() ? 0 : rows.getFirst().length;
        int strong = (head - 1 - weak) / 2;
        boolean fits = weak > 0 && strong >= 0 && head == 1 + weak + 2 * strong;
        for (int i = 1; fits && i <= weak; i++) {
            fits = rows.get(i).length == weak + strong;
        }
        if (!fits) {
            throw new BadInputException("The " + rows.size() + " stored rows, the first of " + head
                    + " numbers, are not a complete moment matrix; delete the stitch state to sum the pairs again.");
        }
        return strong;
    }
}
