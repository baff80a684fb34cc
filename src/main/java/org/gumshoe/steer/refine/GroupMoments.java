// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StableHash;

/**
 * The moments of a layer's activations by group of books: {@value #GROUPS} groups, so that group g
 * is half g % 2 of fold g / 2. Leaving groups out of the sum gives what a model may know that never
 * saw a book. Merges and retracts; not thread-safe.
 */
public final class GroupMoments {
    /** Cross-fitting folds. */
    public static final int FOLDS = 6;

    /** Two groups a fold. */
    public static final int GROUPS = 2 * FOLDS;

    /** The group of a book by a hash of its id. */
    public static final ToIntFunction<String> BY_BOOK = book -> StableHash.bucket(book, "refinement", GROUPS);

    private static final float[] NONE = {};

    private final ToIntFunction<String> group;
    private final Moments[] moments = new Moments[GROUPS];

    /** Groups books by a hash of their ids. */
    public GroupMoments(int width) {
        this(width, BY_BOOK);
    }

    /** @param group of a book, in [0, {@value #GROUPS}) */
    public GroupMoments(int width, ToIntFunction<String> group) {
        this.group = group;
        for (int g = 0; g < GROUPS; g++) {
            moments[g] = new Moments(width, 0);
        }
    }

    public void add(String book, float[] activation) {
        moments[groupOf(book)].add(activation, NONE);
    }

    public void remove(String book, float[] activation) {
        moments[groupOf(book)].remove(activation, NONE);
    }

    /** Adds several passages of a book at once: the fast path. */
    public void addAll(String book, float[][] activations) {
        moments[groupOf(book)].addAll(activations, new float[activations.length][0]);
    }

    /** Takes passages out that were added before. */
    public void removeAll(String book, float[][] activations) {
        moments[groupOf(book)].removeAll(activations, new float[activations.length][0]);
    }

    public void merge(GroupMoments other) {
        for (int g = 0; g < GROUPS; g++) {
            moments[g].merge(other.moments[g]);
        }
    }

    /** The moments of one group, to be stored or restored: a live view. */
    public Moments group(int g) {
        return moments[g];
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

    /** A new sum over the groups that are wanted. */
    Moments sum(IntPredicate wanted) {
        Moments sum = new Moments(width(), 0);
        for (int g = 0; g < GROUPS; g++) {
            if (wanted.test(g)) {
                sum.merge(moments[g]);
            }
        }
        return sum;
    }
}
