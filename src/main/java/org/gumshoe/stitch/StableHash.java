// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import java.nio.charset.StandardCharsets;

/**
 * Puts a book into one of a few buckets by its id alone, so that every instance and every run
 * agrees without talking to another. FNV-1a over UTF-8, finished with the mixer of SplitMix64
 * (Steele, Lea, Flood 2014), since FNV's low bits alone are uneven on short ids.
 */
public final class StableHash {
    private StableHash() {}

    /**
     * @param purpose buckets of different purposes are independent of one another
     * @param buckets how many there are, 1 or more
     * @return the bucket of the book, in [0, buckets)
     */
    public static int bucket(String book, String purpose, int buckets) {
        return (int) Long.remainderUnsigned(hash(purpose + '\0' + book), buckets);
    }

    static long hash(String text) {
        long h = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xff)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }
}
