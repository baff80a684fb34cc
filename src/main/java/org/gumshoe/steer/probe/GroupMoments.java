// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StableHash;

/**
 * Moments of one layer's activations in {@value #GROUPS} groups of books. Group g is half g % 2 of
 * cross-fitting fold g / 2. Sums that leave groups out train probes that have not seen the books of
 * these groups. Moments merge and retract. Not thread-safe.
 */
public final class GroupMoments {
    /** Number of cross-fitting folds. */
    public static final int FOLDS = 6;

    /** Number of groups, two in each fold. */
    public static final int GROUPS = 2 * FOLDS;

    /** Assigns a book to a group by a hash of its id. */
    public static final ToIntFunction<String> BY_BOOK = book -> StableHash.bucket(book, "refinement", GROUPS);

    private static final float[] NONE = {};

    private final ToIntFunction<String> group;
    private final Moments[] moments = new Moments[GROUPS];

    /** Creates empty moments that group books by a hash of their ids. */
    public GroupMoments(int width) {
        this(width, BY_BOOK);
    }

    /**
     * Creates empty moments.
     *
     * @param group maps a book to its group in [0, {@value #GROUPS})
     * @throws org.gumshoe.BadInputException when there is no room for moments of this width
     */
    public GroupMoments(int width, ToIntFunction<String> group) {
        Moments.requireRoom(GROUPS, width, 0);
        this.group = group;
        for (int g = 0; g < GROUPS; g++) {
            moments[g] = new Moments(width, 0);
        }
    }

    /** Returns roughly how many bytes the moments of a width take. */
    public static long bytes(int width) {
        return (long) GROUPS * Double.BYTES * width * width;
    }

    public void add(String book, float[] activation) {
        moments[groupOf(book)].add(activation, NONE);
    }

    public void remove(String book, float[] activation) {
        moments[groupOf(book)].remove(activation, NONE);
    }

    /** Adds several passages of a book at once, which is much faster than one by one. */
    public void addAll(String book, float[][] activations) {
        moments[groupOf(book)].addAll(activations, new float[activations.length][0]);
    }

    /** Removes passages that were added before. */
    public void removeAll(String book, float[][] activations) {
        moments[groupOf(book)].removeAll(activations, new float[activations.length][0]);
    }

    public void merge(GroupMoments other) {
        for (int g = 0; g < GROUPS; g++) {
            moments[g].merge(other.moments[g]);
        }
    }

    /** Returns the moments of one group, to store or restore them: a live view. */
    public Moments group(int g) {
        return moments[g];
    }

    /** Returns the number of passages of all groups. */
    public long n() {
        return Arrays.stream(moments).mapToLong(Moments::n).sum();
    }

    public int groupOf(String book) {
        return group.applyAsInt(book);
    }

    public int foldOf(String book) {
        return groupOf(book) / 2;
    }

    public int width() {
        return moments[0].weakWidth();
    }

    /** Returns a new sum of the moments of the wanted groups. */
    Moments sum(IntPredicate wanted) {
        Moments sum = new Moments(width(), 0);
        for (int g = 0; g < GROUPS; g++) {
            if (wanted.test(g)) {
                sum.merge(moments[g]);
            }
        }
        return sum;
    }

    /**
     * Returns the standard deviation of each dimension over all passages, plus 1e-6 so that a
     * constant dimension is harmless.
     */
    double[] scale() {
        double[] sd = sum(g -> true).standardDeviationX();
        for (int i = 0; i < sd.length; i++) {
            sd[i] += 1e-6;
        }
        return sd;
    }
}
