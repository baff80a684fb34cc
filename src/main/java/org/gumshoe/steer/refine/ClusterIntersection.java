// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Statistics;
import smile.clustering.KMeans;
import smile.math.MathEx;

/**
 * Cluster of the strong model's books that overlaps most with the LDA's: the baseline that the
 * refinement is compared with. The overlap is measured on shared books, so the two models need no
 * common feature space.
 *
 * @param members 1 for the books of the chosen cluster, 0 for the others
 * @param clusters number of clusters
 * @param jaccard weighted Jaccard similarity with the LDA's soft cluster: sum of minima over sum of
 *     maxima
 * @param lift mean LDA responsibility in the cluster over that of all books; 1 when they are
 *     independent
 */
public record ClusterIntersection(Map<String, Double> members, int clusters, double jaccard, double lift) {
    private static final int FEWEST = 2;
    private static final int MOST = 8;
    private static final int ITERATIONS = 100;

    /**
     * Finds the cluster by k-means (MacQueen 1967) on the standardised mean activations of books,
     * projected on the unit sphere so that distance is cosine. Every number of clusters from
     * {@value #FEWEST} to {@value #MOST} is tried.
     *
     * @param responsibilities of the books by the LDA, 0 to 1
     * @throws BadInputException with too few books to cluster
     */
    public static ClusterIntersection find(
            Collection<BookSums> books, Map<String, Double> responsibilities, int layer, long seed) {
        List<BookSums> sorted = books.stream()
                .filter(b -> b.count() > 0 && responsibilities.containsKey(b.book()))
                .sorted(Comparator.comparing(BookSums::book))
                .toList();
        return find(
                sorted.stream().map(BookSums::book).toList(),
                sorted.stream().map(b -> b.mean(layer)).toArray(double[][]::new),
                sorted.isEmpty() ? new double[0] : Directions.standardDeviation(sorted, layer),
                sorted.stream().mapToDouble(b -> responsibilities.get(b.book())).toArray(),
                seed);
    }

    /**
     * As {@link #find(Collection, Map, int, long)}.
     *
     * @param means mean activation of each book, [book][dimension]
     * @param deviation standard deviation of each dimension over all passages
     * @param r responsibilities of the books by the LDA, 0 to 1
     */
    static ClusterIntersection find(List<String> books, double[][] means, double[] deviation, double[] r, long seed) {
        if (books.size() < 2 * FEWEST) {
            throw new BadInputException("There are " + books.size() + " books, too few to cluster them; add books.");
        }
        double[][] points = points(means, deviation);
        ClusterIntersection best = null;
        for (int k = FEWEST; k <= Math.min(MOST, books.size() / 2); k++) {
            MathEx.setSeed(seed);
            int[] cluster = KMeans.lloyd(points, k, ITERATIONS).group();
            for (int c = 0; c < k; c++) {
                ClusterIntersection candidate = of(books, cluster, c, k, r);
                best = best == null || candidate.jaccard > best.jaccard ? candidate : best;
            }
        }
        return best;
    }

    private static ClusterIntersection of(List<String> books, int[] cluster, int chosen, int k, double[] r) {
        double minima = 0;
        double maxima = 0;
        double inCluster = 0;
        int size = 0;
        Map<String, Double> members = new LinkedHashMap<>();
        for (int i = 0; i < r.length; i++) {
            double in = cluster[i] == chosen ? 1 : 0;
            minima += Math.min(in, r[i]);
            maxima += Math.max(in, r[i]);
            inCluster += in * r[i];
            size += (int) in;
            members.put(books.get(i), in);
        }
        double lift = size == 0 ? 0 : inCluster / size / Statistics.mean(r);
        return new ClusterIntersection(members, k, maxima > 0 ? minima / maxima : 0, lift);
    }

    private static double[][] points(double[][] means, double[] deviation) {
        int width = deviation.length;
        double[] mean = new double[width];
        for (double[] of : means) {
            for (int i = 0; i < width; i++) {
                mean[i] += of[i] / means.length;
            }
        }
        double[][] points = new double[means.length][];
        for (int b = 0; b < points.length; b++) {
            double[] point = means[b].clone();
            for (int i = 0; i < width; i++) {
                point[i] = deviation[i] > 0 ? (point[i] - mean[i]) / deviation[i] : 0;
            }
            double norm = Math.max(Statistics.norm(point), 1e-12);
            for (int i = 0; i < width; i++) {
                point[i] /= norm;
            }
            points[b] = point;
        }
        return points;
    }
}
