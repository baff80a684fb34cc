// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.math;

import java.util.SplittableRandom;

/**
 * A source of random generators and hashes that depend on a seed and a name only, so that no
 * generator state has to be stored.
 */
public final class SeededRandom {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private SeededRandom() {}

    /** Computes the 64-bit FNV-1a hash of a text's UTF-16 units. */
    public static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** Applies the finaliser of SplitMix64, which spreads similar keys over the hash space. */
    public static long mix(long key) {
        long z = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Creates the generator of a seed, a name and a number. */
    public static SplittableRandom random(long seed, String name, long number) {
        return new SplittableRandom(new SplittableRandom(seed ^ hash(name)).nextLong() + number * 0x9e3779b97f4a7c15L);
    }

    /**
     * Draws from the gamma distribution of the given shape (1 or more) and scale 1 (Marsaglia and
     * Tsang 2000).
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
