// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;
import org.gumshoe.stitch.CholeskySolver;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.PackedCholesky;

/**
 * Ridge regression on standardised activations, cross-fitted by book from moments: (X'X + ridge
 * I)^-1 X't. X'X is factored once; X't is a sum over groups of books. Each fold has one solver for
 * all other books and two for disjoint halves of them (with half the ridge), whose agreement is the
 * reliability; one more solver uses all books.
 */
public final class CrossFittedRidge {
    /** Ridge for each passage: 3,000 for the 1,312 passages of the reference data. */
    private static final double RIDGE_PER_PASSAGE = 3000. / 1312;

    /**
     * Factored normal equations of the passages of some groups; null with fewer than two passages.
     */
    private record Solver(IntPredicate train, double[] mean, PackedCholesky factor) {}

    private final GroupMoments moments;
    private final double[] scale;
    private final Solver all;
    private final Solver[] whole;
    private final double ridge;
    private Solver[][] halves;

    /**
     * Factors the normal equations of each fold.
     *
     * @param moments of the passages to train on
     * @param population moments of the passages that set the scale of each dimension and, by their
     *     number, the ridge
     * @throws BadInputException when no fold has two training passages
     */
    public CrossFittedRidge(GroupMoments moments, GroupMoments population) {
        this.moments = moments;
        scale = population.scale();
        ridge = RIDGE_PER_PASSAGE * population.n();
        Solver[] solvers = parallel(
                1 + GroupMoments.FOLDS, i -> factor(i == 0 ? g -> true : g -> g / 2 != i - 1, ridge), Solver[]::new);
        all = solvers[0];
        whole = Arrays.copyOfRange(solvers, 1, solvers.length);
        if (Arrays.stream(whole).allMatch(Objects::isNull)) {
            throw new BadInputException("There are too few books to train a probe on all but one fold; add books.");
        }
    }

    /** Fits a probe to the target. */
    public CrossFittedProbe fit(RegressionTarget target) {
        return fit(target, whole).getFirst();
    }

    /** Fits two probes, each on one half of the books outside each fold. */
    public synchronized List<CrossFittedProbe> fitHalves(RegressionTarget target) {
        if (halves == null) {
            Solver[] solvers = parallel(
                    2 * GroupMoments.FOLDS,
                    i -> factor(g -> g / 2 != i % GroupMoments.FOLDS && g % 2 == i / GroupMoments.FOLDS, ridge / 2),
                    Solver[]::new);
            halves = new Solver[][] {
                Arrays.copyOf(solvers, GroupMoments.FOLDS),
                Arrays.copyOfRange(solvers, GroupMoments.FOLDS, solvers.length)
            };
        }
        return fit(target, halves);
    }

    /** @param families solvers by fold, of one probe each */
    private List<CrossFittedProbe> fit(RegressionTarget target, Solver[]... families) {
        List<Solver> solvers =
                Arrays.stream(families).flatMap(Arrays::stream).collect(Collectors.toCollection(ArrayList::new));
        solvers.add(all);
        double[][] weights = parallel(
                solvers.size(), i -> solvers.get(i) == null ? null : weights(solvers.get(i), target), double[][]::new);
        double[] offsets = new double[weights.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = weights[i] == null
                    ? 0
                    : -Statistics.dot(weights[i], solvers.get(i).mean());
        }
        int last = weights.length - 1;
        return IntStream.iterate(0, from -> from < last, from -> from + GroupMoments.FOLDS)
                .mapToObj(from -> new CrossFittedProbe(
                        moments::foldOf,
                        Arrays.copyOfRange(weights, from, from + GroupMoments.FOLDS),
                        Arrays.copyOfRange(offsets, from, from + GroupMoments.FOLDS),
                        weights[last],
                        offsets[last]))
                .toList();
    }

    /** Computes what is independent of one another on all cores. */
    private static <T> T[] parallel(int n, IntFunction<T> of, IntFunction<T[]> array) {
        return IntStream.range(0, n).parallel().mapToObj(of).toArray(array);
    }

    /** Factors the scaled scatter of some groups, of which the lower triangle is enough. */
    private Solver factor(IntPredicate train, double ridge) {
        List<Moments> groups = IntStream.range(0, GroupMoments.GROUPS)
                .filter(train)
                .mapToObj(moments::group)
                .toList();
        long n = groups.stream().mapToLong(Moments::n).sum();
        if (n < 2) {
            return null;
        }
        int width = scale.length;
        double[] sum = new double[width];
        groups.forEach(group -> group.addSumX(sum));
        double[] a = new double[width * width];
        double[] row = new double[width];
        for (int i = 0; i < width; i++) {
            Arrays.fill(row, 0);
            for (Moments group : groups) {
                group.addRowX(i, row);
            }
            double mean = sum[i] / n;
            for (int j = 0; j <= i; j++) {
                a[i * width + j] = (row[j] - mean * sum[j]) / (scale[i] * scale[j]);
            }
            a[i * width + i] += ridge;
        }
        return new Solver(
                train,
                Arrays.stream(sum).map(v -> v / n).toArray(),
                CholeskySolver.factor(a, width).packed());
    }

    private double[] weights(Solver solver, RegressionTarget target) {
        double[] rhs = new double[scale.length];
        double t = 0;
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            if (solver.train().test(g)) {
                t += target.t()[g];
                for (int i = 0; i < rhs.length; i++) {
                    rhs[i] += target.xt()[g][i];
                }
            }
        }
        for (int i = 0; i < rhs.length; i++) {
            rhs[i] = (rhs[i] - t * solver.mean()[i]) / scale[i];
        }
        double[] w = solver.factor().solve(rhs);
        for (int i = 0; i < w.length; i++) {
            w[i] /= scale[i];
        }
        return w;
    }
}
