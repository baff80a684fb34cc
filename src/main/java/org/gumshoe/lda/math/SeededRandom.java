// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.SplittableRandom;

/**
 * Randomness that depends on nothing but a seed and a name: no generator has state that would have
 * to be saved.
 */
public final class SeededRandom {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private SeededRandom() {}

    /** FNV-1a over UTF-16 units, 64 bits. */
    public static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finaliser of SplitMix64: hashes of similar keys must not lie side by side. */
    public static long mixed(long key) {
        long z = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    public static SplittableRandom random(long seed, String name, long number) {
        return new SplittableRandom(new SplittableRandom(seed ^ hash(name)).nextLong() + number * 0x9e3779b97f4a7c15L);
    }

    /**
     * A draw from the gamma distribution of the given shape (1 or more) and scale 1: Marsaglia and
     * Tsang 2000.
     */
    public static double gamma(SplittableRandom random, double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
