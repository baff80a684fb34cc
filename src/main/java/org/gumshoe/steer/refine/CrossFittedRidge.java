// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.function.IntPredicate;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.Statistics;
import org.gumshoe.stitch.CholeskySolver;
import org.gumshoe.stitch.Moments;

/**
 * Ridge regression on standardised activations, cross-fitted by book from moments: (X'X + r I)^-1
 * X't, where X'X is factored once and X't is a sum over groups of books. For each fold one model of
 * all other books, one of all, and two of their disjoint halves (with half the ridge) that tell the
 * reliability.
 */
final class CrossFittedRidge {
    /** Ridge for each passage: 3,000 for the 1,312 passages of the reference. */
    static final double RIDGE_PER_PASSAGE = 3000. / 1312;

    /** A solver for the passages of some groups; none when they are fewer than two. */
    private record Model(IntPredicate train, double[] mean, CholeskySolver factor) {}

    private final GroupMoments moments;
    private final double[] scale;
    private final Model all;
    private final Model[] whole = new Model[GroupMoments.FOLDS];
    private final double ridge;
    private Model[][] halves;

    /**
     * @param scale standard deviation of each dimension
     * @param ridge of the whole models
     */
    CrossFittedRidge(GroupMoments moments, double[] scale, double ridge) {
        this.moments = moments;
        this.scale = scale;
        this.ridge = ridge;
        all = model(g -> true, ridge);
        boolean any = false;
        for (int f = 0; f < GroupMoments.FOLDS; f++) {
            int fold = f;
            whole[f] = model(g -> g / 2 != fold, ridge);
            any |= whole[f] != null;
        }
        if (!any) {
            throw new BadInputException("The books are too few to judge one by the others; add books.");
        }
    }

    CrossFittedProbe fit(RegressionTarget target) {
        return fit(whole, target);
    }

    /** The same, by models that saw half {@code k} of the other books. */
    synchronized CrossFittedProbe fitHalf(int k, RegressionTarget target) {
        if (halves == null) {
            halves = new Model[2][GroupMoments.FOLDS];
            for (int i = 0; i < 2 * GroupMoments.FOLDS; i++) {
                int half = i % 2;
                int fold = i / 2;
                halves[half][fold] = model(g -> g / 2 != fold && g % 2 == half, ridge / 2);
            }
        }
        return fit(halves[k], target);
    }

    private CrossFittedProbe fit(Model[] models, RegressionTarget target) {
        double[][] weights = new double[models.length][];
        double[] offsets = new double[models.length];
        for (int f = 0; f < models.length; f++) {
            if (models[f] != null) {
                weights[f] = weights(models[f], target);
                offsets[f] = -Statistics.dot(weights[f], models[f].mean());
            }
        }
        double[] ofAll = weights(all, target);
        return new CrossFittedProbe(moments::foldOf, weights, offsets, ofAll, -Statistics.dot(ofAll, all.mean()));
    }

    private Model model(IntPredicate train, double ridge) {
        Moments m = moments.sum(train);
        if (m.n() < 2) {
            return null;
        }
        int width = scale.length;
        double[] a = m.scatterX();
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                a[i * width + j] /= scale[i] * scale[j];
            }
            a[i * width + i] += ridge;
        }
        return new Model(train, m.meanX(), CholeskySolver.factor(a, width));
    }

    private double[] weights(Model model, RegressionTarget target) {
        double[] rhs = new double[scale.length];
        double t = 0;
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            if (model.train().test(g)) {
                t += target.t()[g];
                for (int i = 0; i < rhs.length; i++) {
                    rhs[i] += target.xt()[g][i];
                }
            }
        }
        for (int i = 0; i < rhs.length; i++) {
            rhs[i] = (rhs[i] - t * model.mean()[i]) / scale[i];
        }
        double[] w = model.factor().solve(rhs, 1);
        for (int i = 0; i < w.length; i++) {
            w[i] /= scale[i];
        }
        return w;
    }
}
