// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Search for exact quantiles of scores that lie in shards (type 7 of Hyndman and Fan 1996), in
 * memory that does not grow with them. A histogram says which cells hold the wanted order
 * statistics. While these cells hold too many scores, they are divided; then their scores alone are
 * asked for.
 */
public final class QuantileSearch {
    private static final int CELLS = 1024;
    private static final int MAX_SCORES = 4096;

    /** Width of a cell, relative to its scores, that is not divided any more: they are equal. */
    private static final double EQUAL = 1e-13;

    /**
     * Cell of a histogram.
     *
     * @param below number of scores below the cell
     * @param count number of scores in it
     */
    private record Cell(double from, double to, long below, long count) {
        boolean holds(long rank) {
            return below <= rank && rank < below + count;
        }

        boolean isPoint() {
            return to - from <= EQUAL * Math.max(1, Math.abs(from));
        }
    }

    private final Shards shards;
    private final ShardRanking ranking;

    private QuantileSearch(Shards shards, ShardRanking ranking) {
        this.shards = shards;
        this.ranking = ranking;
    }

    /**
     * Returns quantiles of all scores.
     *
     * @param ranking with scores of mean 0 and standard deviation of at most 1
     * @param n number of scores, at least 1
     * @param shares of the scores below each quantile, in [0, 1]
     */
    public static double[] find(Shards shards, ShardRanking ranking, long n, double... shares) {
        return new QuantileSearch(shards, ranking).find(n, shares);
    }

    private double[] find(long n, double[] shares) {
        TreeMap<Long, Double> statistics = new TreeMap<>();
        for (double share : shares) {
            long low = low(share, n);
            statistics.put(low, Double.NaN);
            statistics.put(Math.min(low + 1, n - 1), Double.NaN);
        }
        fill(statistics, n);
        return Arrays.stream(shares)
                .map(share -> {
                    long low = low(share, n);
                    double from = statistics.get(low);
                    return from + (share * (n - 1) - low) * (statistics.get(Math.min(low + 1, n - 1)) - from);
                })
                .toArray();
    }

    private static long low(double share, long n) {
        return (long) Math.floor(share * (n - 1));
    }

    private void fill(TreeMap<Long, Double> statistics, long n) {
        List<Cell> cells = holding(statistics, histogram(edges(n)));
        while (cells.stream().mapToLong(Cell::count).sum() > MAX_SCORES
                && !cells.stream().allMatch(Cell::isPoint)) {
            cells = holding(statistics, histogram(divided(cells)));
        }
        boolean few = cells.stream().mapToLong(Cell::count).sum() <= MAX_SCORES;
        double[] scores = few ? within(cells) : new double[0];
        for (Cell cell : cells) {
            double[] own = Arrays.stream(scores)
                    .filter(score -> cell.from <= score && score < cell.to)
                    .sorted()
                    .toArray();
            statistics.replaceAll((rank, score) ->
                    !cell.holds(rank) ? score : few ? (Double) own[(int) (rank - cell.below)] : (Double) cell.from);
        }
    }

    /**
     * Returns the edges of the first histogram, dense around 0. No standardised score of n is
     * further than the root of n away from 0.
     */
    private static double[] edges(long n) {
        double end = asinh(Math.sqrt(n) + 1);
        double[] edges = new double[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            edges[i] = Math.sinh(end * (2. * i / CELLS - 1));
        }
        return edges;
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }

    private static double[] divided(List<Cell> cells) {
        int parts = CELLS / cells.size();
        return cells.stream()
                .flatMapToDouble(cell -> {
                    double[] edges = new double[cell.isPoint() ? 2 : parts + 1];
                    for (int i = 0; i < edges.length; i++) {
                        edges[i] = cell.from + (cell.to - cell.from) * i / (edges.length - 1);
                    }
                    edges[edges.length - 1] = cell.to;
                    return Arrays.stream(edges);
                })
                .distinct()
                .sorted()
                .toArray();
    }

    private List<Cell> histogram(double[] edges) {
        double[] counts = shards.ask(new RankQuestion.Histogram(ranking, edges)).sums();
        List<Cell> cells = new ArrayList<>();
        long below = (long) counts[0];
        for (int i = 1; i < edges.length; i++) {
            cells.add(new Cell(edges[i - 1], edges[i], below, (long) counts[i]));
            below += (long) counts[i];
        }
        return cells;
    }

    private static List<Cell> holding(TreeMap<Long, Double> statistics, List<Cell> cells) {
        return cells.stream()
                .filter(cell -> statistics.keySet().stream().anyMatch(cell::holds))
                .toList();
    }

    private double[] within(List<Cell> cells) {
        return shards.ask(new RankQuestion.Within(
                        ranking,
                        cells.stream().mapToDouble(Cell::from).toArray(),
                        cells.stream().mapToDouble(Cell::to).toArray()))
                .values();
    }
}
