// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.Arrays;

/**
 * Answer of a shard to a question: sums over its books, which add up over shards, and a few single
 * values.
 */
public record Answer(double[] sums, double[] values) {
    private static final double[] NONE = {};

    public static Answer ofSums(double... sums) {
        return new Answer(sums, NONE);
    }

    public static Answer ofValues(double[] values) {
        return new Answer(NONE, values);
    }

    /** Returns the answer of both shards together. */
    public Answer plus(Answer other) {
        double[] total = sums.clone();
        for (int i = 0; i < total.length; i++) {
            total[i] += other.sums[i];
        }
        double[] all = Arrays.copyOf(values, values.length + other.values.length);
        System.arraycopy(other.values, 0, all, values.length, other.values.length);
        return new Answer(total, all);
    }
}
