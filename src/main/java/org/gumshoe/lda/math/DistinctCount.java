// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.TreeSet;

/**
 * A sketch that counts distinct keys in bounded memory: it keeps the k = 4,096 smallest hashes
 * (k minimum values, Bar-Yossef et al. 2002). The count is exact below k keys; above, its relative
 * standard error is 1 / sqrt(k), 1.6 %.
 */
public final class DistinctCount {
    private static final int K = 4096;
    private static final double HASH_SPACE = 0x1p64;

    private final TreeSet<Long> smallest = new TreeSet<>(Long::compareUnsigned);

    /** Adds a key. */
    public void add(long key) {
        long hash = SeededRandom.mix(key);
        if (smallest.size() < K) {
            smallest.add(hash);
        } else if (Long.compareUnsigned(hash, smallest.last()) < 0 && smallest.add(hash)) {
            smallest.pollLast();
        }
    }

    /** Estimates the number of distinct keys. */
    public long count() {
        if (smallest.size() < K) {
            return smallest.size();
        }
        double largest = (smallest.last() >>> 1) * 2.0;
        return Math.round((K - 1) * (HASH_SPACE / largest));
    }

    /** Returns the kept hashes in ascending order, for {@link #addHash}. */
    public Iterable<Long> hashes() {
        return smallest;
    }

    /** Returns the number of kept hashes. */
    public int size() {
        return smallest.size();
    }

    /** Adds a hash that {@link #hashes} returned. */
    public void addHash(long hash) {
        smallest.add(hash);
    }
}
