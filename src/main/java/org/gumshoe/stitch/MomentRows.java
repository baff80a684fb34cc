// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import java.util.ArrayList;
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

    /** Returns the rows of {@link Moments#toRows()}. */
    static List<double[]> of(MomentSums sums) {
        List<double[]> rows = new ArrayList<>(sums.weakWidth + 1);
        rows.add(join(new double[] {sums.n}, sums.sumX, sums.sumY, sums.sumYy));
        for (int i = 0; i < sums.weakWidth; i++) {
            rows.add(join(row(sums.xx, i, sums.weakWidth), row(sums.xy, i, sums.strongWidth)));
        }
        return rows;
    }

    /**
     * Restores sums from their rows.
     *
     * @throws BadInputException when {@link #of} did not make the rows
     */
    static MomentSums sums(List<double[]> rows) {
        int weak = rows.size() - 1;
        int strong = strongWidth(rows);
        MomentSums sums = new MomentSums(weak, strong);
        double[] head = rows.getFirst();
        sums.n = (long) head[0];
        System.arraycopy(head, 1, sums.sumX, 0, weak);
        System.arraycopy(head, 1 + weak, sums.sumY, 0, strong);
        System.arraycopy(head, 1 + weak + strong, sums.sumYy, 0, strong);
        for (int i = 0; i < weak; i++) {
            System.arraycopy(rows.get(i + 1), 0, sums.xx, i * weak, weak);
            System.arraycopy(rows.get(i + 1), weak, sums.xy, i * strong, strong);
        }
        return sums;
    }

    /** Returns the numbers of {@link Moments#triangle}. */
    static double[] triangle(MomentSums sums, int from, int to) {
        int width = sums.weakWidth;
        double[] numbers = new double[places(width, from, to)];
        int at = 0;
        for (int row = from; row < to; row++) {
            if (row == 0) {
                numbers[0] = sums.n;
                System.arraycopy(sums.sumX, 0, numbers, 1, width);
            } else {
                System.arraycopy(sums.xx, (row - 1) * (width + 1), numbers, at, width - row + 1);
            }
            at += places(width, row, row + 1);
        }
        return numbers;
    }

    static void addTriangle(MomentSums sums, int from, int to, double[] numbers) {
        int width = sums.weakWidth;
        int at = 0;
        for (int row = from; row < to; row++) {
            if (row == 0) {
                sums.n += (long) numbers[0];
                for (int i = 0; i < width; i++) {
                    sums.sumX[i] += numbers[1 + i];
                }
            } else {
                int i = row - 1;
                for (int j = i; j < width; j++) {
                    sums.xx[i * width + j] += numbers[at + j - i];
                    sums.xx[j * width + i] = sums.xx[i * width + j];
                }
            }
            at += places(width, row, row + 1);
        }
    }

    /** Returns how many numbers rows of a triangle have. */
    private static int places(int width, int from, int to) {
        int places = 0;
        for (int row = from; row < to; row++) {
            places += row == 0 ? width + 1 : width - row + 1;
        }
        return places;
    }

    private static double[] row(double[] matrix, int i, int width) {
        return Arrays.copyOfRange(matrix, i * width, (i + 1) * width);
    }

    private static double[] join(double[]... parts) {
        double[] joined =
                new double[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /**
     * Returns the strong width of stored moments, whose weak width is the number of rows minus one.
     *
     * @throws BadInputException when the rows are not a complete moment matrix
     */
    private static int strongWidth(List<double[]> rows) {
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
