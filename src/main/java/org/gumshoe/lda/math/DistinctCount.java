// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.TreeSet;

/**
 * How many distinct keys there were, in bounded memory: the k smallest hashes are kept (Bar-Yossef
 * et al. 2002). Exact up to k keys, then with a relative standard error of 1 / sqrt(k), 1.6 %.
 */
public final class DistinctCount {
    private static final int KEPT = 4096;
    private static final double HASHES = 0x1p64;

    private final TreeSet<Long> smallest = new TreeSet<>(Long::compareUnsigned);

    public void add(long key) {
        long hash = SeededRandom.mixed(key);
        if (smallest.size() < KEPT) {
            smallest.add(hash);
        } else if (Long.compareUnsigned(hash, smallest.last()) < 0 && smallest.add(hash)) {
            smallest.pollLast();
        }
    }

    public long count() {
        if (smallest.size() < KEPT) {
            return smallest.size();
        }
        double largest = (smallest.last() >>> 1) * 2.0;
        return Math.round((KEPT - 1) * (HASHES / largest));
    }

    /** What is kept, smallest first; {@link #restore} takes it. */
    public Iterable<Long> kept() {
        return smallest;
    }

    public int size() {
        return smallest.size();
    }

    public void restore(long hash) {
        smallest.add(hash);
    }
}
