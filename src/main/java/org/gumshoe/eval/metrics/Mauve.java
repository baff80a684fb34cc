// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;
import smile.clustering.CentroidClustering;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * The area under the divergence frontier of two samples (MAUVE; Pillutla et al. 2021): 1 where both fill the same
 * clusters alike, near 0 where they share none. The features of both samples are clustered together, and the
 * frontier is that of the two histograms over the clusters, without smoothing. It depends on the sizes of the
 * samples and on the number of clusters, so only samples of one size compare.
 */
public final class Mauve {
    /** Scaling and number of mixtures of the authors' implementation. */
    private static final double SCALING = 5;

    private static final int MIXTURES = 25;
    private static final double LEAST_WEIGHT = 1e-6;

    private static final int ITERATIONS = 100;
    private static final int RESTARTS = 5;

    private Mauve() {}

    /**
     * Clusters features of both samples by k-means on the unit sphere, the best of {@value #RESTARTS} starts.
     *
     * @param features [text][dimension]
     * @return the cluster of each text, from 0 to {@code k} - 1
     */
    public static int[] clusters(float[][] features, int k) {
        double[][] points = Arrays.stream(features).map(Mauve::onUnitSphere).toArray(double[][]::new);
        MathEx.setSeed(1);
        CentroidClustering<double[], double[]> best = null;
        for (int start = 0; start < RESTARTS; start++) {
            CentroidClustering<double[], double[]> found = KMeans.fit(points, k, ITERATIONS);
            best = best == null || found.distortion() < best.distortion() ? found : best;
        }
        return best.group();
    }

    private static double[] onUnitSphere(float[] feature) {
        double[] point =
                IntStream.range(0, feature.length).mapToDouble(i -> feature[i]).toArray();
        MathEx.unitize2(point);
        return point;
    }

    /**
     * Returns the area under the divergence frontier of two histograms: of the points
     * (exp(-{@value #SCALING} KL(q | r)), exp(-{@value #SCALING} KL(p | r))) for mixtures r of both.
     *
     * @param p counts by cluster, of which one is positive at least
     * @param q counts by cluster, likewise
     */
    public static double area(double[] p, double[] q) {
        double[] of = normalized(p);
        double[] other = normalized(q);
        double area = 0;
        double x = 1;
        double y = 0;
        for (int i = 0; i <= MIXTURES; i++) {
            double nextX = 0;
            double nextY = 1;
            if (i < MIXTURES) {
                double weight = LEAST_WEIGHT + (1 - 2 * LEAST_WEIGHT) * i / (MIXTURES - 1);
                double[] mixture = IntStream.range(0, of.length)
                        .mapToDouble(c -> weight * of[c] + (1 - weight) * other[c])
                        .toArray();
                nextX = Math.exp(-SCALING * divergence(other, mixture));
                nextY = Math.exp(-SCALING * divergence(of, mixture));
            }
            area += (x - nextX) * (y + nextY) / 2;
            x = nextX;
            y = nextY;
        }
        return area;
    }

    private static double[] normalized(double[] counts) {
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> count / sum).toArray();
    }

    private static double divergence(double[] of, double[] from) {
        return IntStream.range(0, of.length)
                .filter(c -> of[c] > 0)
                .mapToDouble(c -> of[c] * Math.log(of[c] / from[c]))
                .sum();
    }
}
