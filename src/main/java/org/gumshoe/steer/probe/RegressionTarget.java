// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.probe;

import java.util.Arrays;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.RowView;
import org.gumshoe.steer.Statistics;
import org.gumshoe.stitch.Moments;

/**
 * Target of a ridge regression: the labels of passages, summed by group of books.
 *
 * @param xt sum of label times activation, [group][dimension]
 * @param t sum of labels, [group]
 */
public record RegressionTarget(double[][] xt, double[] t) {

    /** Returns the target of no passages. */
    public static RegressionTarget empty(int width) {
        return new RegressionTarget(new double[GroupMoments.GROUPS][width], new double[GroupMoments.GROUPS]);
    }

    /** Restores a target from {@link #toSums}. */
    public static RegressionTarget ofSums(double[] sums) {
        int width = sums.length / GroupMoments.GROUPS - 1;
        RegressionTarget target = empty(width);
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            int at = g * (width + 1);
            target.xt[g] = Arrays.copyOfRange(sums, at, at + width);
            target.t[g] = sums[at + width];
        }
        return target;
    }

    /** Returns the sums of each group: X't, then the sum of the labels. */
    public double[] toSums() {
        int width = xt[0].length;
        double[] sums = new double[GroupMoments.GROUPS * (width + 1)];
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            System.arraycopy(xt[g], 0, sums, g * (width + 1), width);
            sums[g * (width + 1) + width] = t[g];
        }
        return sums;
    }

    /**
     * Returns the target whose label is the dot product of a passage's activation with a vector.
     *
     * @throws BadInputException when the vector has another width than the activations
     */
    public static RegressionTarget ofReadOut(GroupMoments moments, float[] readOut) {
        if (readOut.length != moments.width()) {
            throw new BadInputException("A read-out of " + readOut.length + " components cannot score activations of "
                    + moments.width() + "; it belongs to another model.");
        }
        RegressionTarget target = empty(moments.width());
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            Moments m = moments.group(g);
            if (m.n() > 0) {
                target.addReadOut(g, m, Statistics.widen(readOut));
            }
        }
        return target;
    }

    /** Adds X'X v = S v + n m (m'v), where S is the scatter about the mean m. */
    private void addReadOut(int group, Moments moments, double[] readOut) {
        double[] mean = moments.meanX();
        double[] scatter = moments.scatterX();
        double sum = moments.n() * Statistics.dot(mean, readOut);
        double[] product = new double[mean.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = sum * mean[i];
            for (int j = 0; j < product.length; j++) {
                product[i] += scatter[i * product.length + j] * readOut[j];
            }
        }
        add(group, product, 1, sum);
    }

    /**
     * Adds labelled activations to a group.
     *
     * @param labels their sum
     */
    public void add(int group, RowView activations, double factor, double labels) {
        activations.addTo(xt[group], factor);
        t[group] += labels;
    }

    /** As {@link #add(int, RowView, double, double)}. */
    public void add(int group, double[] activations, double factor, double labels) {
        add(group, RowView.of(activations), factor, labels);
    }

    /** Adds a labelled passage to a group. */
    public void add(int group, float[] activation, double label) {
        double[] sum = xt[group];
        for (int i = 0; i < sum.length; i++) {
            sum[i] += label * activation[i];
        }
        t[group] += label;
    }
}
