// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch.unpaired;

import java.util.Arrays;
import java.util.Random;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;
import smile.clustering.CentroidClustering;
import smile.clustering.KMeans;
import smile.math.MathEx;
import smile.math.matrix.Matrix;

/**
 * Stitch map between models that have read different texts, after mini-vec2vec (Dar 2025,
 * arXiv:2510.02348). Clusters of each model are matched by their similarities; a passage is described by
 * its similarity to the matched centroids, and its neighbours in the other model by that description
 * are its first partners. An orthogonal map (Procrustes; Schönemann 1966) is fitted to them, and
 * partners and map are refined in turns. The last partners fit a ridge map between the models' own
 * dimensions. Unlike in the paper the widths differ, so that {@link Coordinates} reduce them first; the
 * passages are so few that each of several clusterings starts a refinement with all of them, and the one
 * after which the two clouds lie nearest to each other is kept.
 */
public final class UnpairedStitch {
    private static final int COMPONENTS = 40;
    private static final int[] CLUSTERS = {5, 6, 8, 10, 12, 16};
    private static final int RUNS = 12;
    private static final int NEIGHBOURS = 8;
    private static final int ROUNDS = 12;
    private static final int ITERATIONS = 60;

    private UnpairedStitch() {}

    /**
     * Returns the strong activation that each weak passage is paired with: the mean of the strong
     * passages that the method holds to be its neighbours.
     *
     * @param weak activations, [passage][dimension]
     * @param strong activations of other texts
     * @param seed of the clusters
     */
    public static float[][] partners(float[][] weak, float[][] strong, long seed) {
        int components = Math.min(COMPONENTS, Math.min(weak.length, strong.length) / 4);
        double[][] a =
                Coordinates.of(weak, Math.min(components, weak[0].length)).points();
        double[][] b = Coordinates.of(strong, a[0].length).points();
        Random random = new Random(seed);
        Fit best = null;
        for (int run = 0; run < RUNS; run++) {
            Fit fit = refined(a, b, matched(a, b, CLUSTERS[run % CLUSTERS.length], seed * RUNS + run, random));
            best = best == null || fit.nearness > best.nearness ? fit : best;
        }
        return means(best.partners, strong);
    }

    /**
     * Partners after a refinement.
     *
     * @param nearness mean cosine of a passage with the nearest one of the other model, both ways
     */
    private record Fit(int[][] partners, double nearness) {}

    /**
     * As {@link #partners(float[][], float[][], long)}, from descriptions that mean the same in both
     * models, such as how much each would call a passage by each of the same words.
     *
     * @param weakProfiles [weak passage][description]
     * @param strongProfiles [strong passage][description]
     */
    public static float[][] partners(float[][] strong, float[][] weakProfiles, float[][] strongProfiles) {
        double[][] a = Coordinates.onSphere(Coordinates.standardised(weakProfiles));
        double[][] b = Coordinates.onSphere(Coordinates.standardised(strongProfiles));
        return means(nearest(a, b), strong);
    }

    /** Fits a ridge map to weak activations and their partners. */
    public static StitchMap fit(int weakLayer, int strongLayer, float[][] weak, float[][] partners) {
        Moments pairs = new Moments(weak[0].length, partners[0].length);
        pairs.addAll(weak, partners);
        Moments none = new Moments(weak[0].length, partners[0].length);
        return StitchFit.fit(weakLayer, new int[] {strongLayer}, pairs, none, none, StitchFit.ridgeFor(pairs.n()))
                .maps()
                .getFirst();
    }

    /** Returns the first partners: neighbours by their similarities to matched centroids. */
    private static int[][] matched(double[][] a, double[][] b, int clusters, long seed, Random random) {
        int k = Math.min(clusters, Math.min(a.length, b.length) / 3);
        double[][] inA = centroids(a, k, seed);
        double[][] inB = centroids(b, k, seed);
        int[] match = ClusterMatching.match(similarities(inA, inA), similarities(inB, inB), random);
        double[][] matched = Arrays.stream(match).mapToObj(c -> inB[c]).toArray(double[][]::new);
        return nearest(Coordinates.onSphere(similarities(a, inA)), Coordinates.onSphere(similarities(b, matched)));
    }

    private static double[][] centroids(double[][] points, int k, long seed) {
        MathEx.setSeed(seed + 1);
        CentroidClustering<double[], double[]> clusters = KMeans.fit(points, k, ITERATIONS);
        return Coordinates.onSphere(clusters.centers());
    }

    private static double[][] similarities(double[][] one, double[][] other) {
        return Arrays.stream(one)
                .map(x -> Arrays.stream(other)
                        .mapToDouble(y -> Coordinates.dot(x, y))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Refines partners and an orthogonal map in turns. */
    private static Fit refined(double[][] a, double[][] b, int[][] first) {
        int[][] partners = first;
        double[][] turned = a;
        for (int round = 0; round < ROUNDS; round++) {
            turned = turned(a, procrustes(a, Coordinates.onSphere(means(partners, b))));
            partners = nearest(turned, b);
        }
        return new Fit(partners, (nearness(turned, b) + nearness(b, turned)) / 2);
    }

    private static double nearness(double[][] a, double[][] b) {
        return Arrays.stream(a)
                .mapToDouble(x -> Arrays.stream(b)
                        .mapToDouble(y -> Coordinates.dot(x, y))
                        .max()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    /** Returns the orthogonal map R that brings the rows of A R nearest to those of B. */
    static Matrix procrustes(double[][] a, double[][] b) {
        Matrix.SVD svd = Matrix.of(a).tm(Matrix.of(b)).svd(true, true);
        return svd.U.mt(svd.V);
    }

    static double[][] turned(double[][] rows, Matrix rotation) {
        return Coordinates.onSphere(Matrix.of(rows).mm(rotation).toArray());
    }

    /** Returns the {@value #NEIGHBOURS} rows of b with the largest dot product with each row of a. */
    private static int[][] nearest(double[][] a, double[][] b) {
        return Arrays.stream(a)
                .map(x -> largest(
                        Arrays.stream(b).mapToDouble(y -> Coordinates.dot(x, y)).toArray()))
                .toArray(int[][]::new);
    }

    private static int[] largest(double[] values) {
        int[] largest = new int[Math.min(NEIGHBOURS, values.length)];
        for (int n = 0; n < largest.length; n++) {
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] > values[best] ? i : best;
            }
            largest[n] = best;
            values[best] = Double.NEGATIVE_INFINITY;
        }
        return largest;
    }

    private static double[][] means(int[][] members, double[][] rows) {
        return Arrays.stream(members)
                .map(js -> {
                    double[] mean = new double[rows[0].length];
                    for (int j : js) {
                        for (int d = 0; d < mean.length; d++) {
                            mean[d] += rows[j][d] / js.length;
                        }
                    }
                    return mean;
                })
                .toArray(double[][]::new);
    }

    private static float[][] means(int[][] members, float[][] rows) {
        return Arrays.stream(members)
                .map(js -> {
                    float[] mean = new float[rows[0].length];
                    for (int j : js) {
                        for (int d = 0; d < mean.length; d++) {
                            mean[d] += rows[j][d] / js.length;
                        }
                    }
                    return mean;
                })
                .toArray(float[][]::new);
    }
}
