// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch.unpaired;

import java.util.Random;

/**
 * Matching of the clusters of two models by their similarities alone: the permutation of the second
 * model's clusters under which the two matrices of similarities between clusters agree most. This is
 * the quadratic assignment problem, which is solved approximately by exchanges of two clusters, from
 * several random starts.
 */
final class ClusterMatching {
    private static final int STARTS = 30;

    private ClusterMatching() {}

    /**
     * Returns the match of each cluster of the first model.
     *
     * @param one similarities, [cluster][cluster]
     * @param other the same of the second model, as many clusters
     */
    static int[] match(double[][] one, double[][] other, Random random) {
        int[] best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            int[] match = permutation(one.length, random);
            improve(match, one, other);
            double score = score(match, one, other);
            if (score > bestScore) {
                bestScore = score;
                best = match;
            }
        }
        return best;
    }

    private static int[] permutation(int n, Random random) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            p[i] = p[j];
            p[j] = i;
        }
        return p;
    }

    private static void improve(int[] match, double[][] one, double[][] other) {
        boolean improved = true;
        while (improved) {
            improved = false;
            for (int i = 0; i < match.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (gain(match, i, j, one, other) > 1e-9) {
                        int swap = match[i];
                        match[i] = match[j];
                        match[j] = swap;
                        improved = true;
                    }
                }
            }
        }
    }

    /** Returns by how much half of the score grows when i and j exchange their matches; diagonals are equal. */
    private static double gain(int[] match, int i, int j, double[][] one, double[][] other) {
        double gain = 0;
        for (int k = 0; k < match.length; k++) {
            if (k != i && k != j) {
                gain += (one[i][k] - one[j][k]) * (other[match[j]][match[k]] - other[match[i]][match[k]]);
            }
        }
        return gain;
    }

    private static double score(int[] match, double[][] one, double[][] other) {
        double score = 0;
        for (int i = 0; i < match.length; i++) {
            for (int j = 0; j < i; j++) {
                score += one[i][j] * other[match[i]][match[j]];
            }
        }
        return score;
    }
}
