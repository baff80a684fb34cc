// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;
import org.gumshoe.stitch.Moments;

/**
 * Target of a ridge regression: the labels of passages, summed by group of books.
 *
 * @param xt sum of label times activation, [group][dimension]
 * @param t sum of labels, [group]
 */
record RegressionTarget(double[][] xt, double[] t) {

    static RegressionTarget of(Refinement.Start start, List<BookSums> books, GroupMoments moments, int layer) {
        return switch (start) {
            case Refinement.Start.Scores() -> ofScores(books, moments, layer);
            case Refinement.Start.Books(var labels) ->
                ofBooks(books, moments, layer, new TrainingBooks(books).values(labels, "start label"));
            case Refinement.Start.ReadOut(var readOut) -> ofReadOut(moments, readOut);
        };
    }

    /**
     * Sums one label for each book, shared by its passages: X't is the sum over books of t_b s_b.
     */
    static RegressionTarget ofBooks(List<BookSums> books, GroupMoments moments, int layer, double[] labels) {
        RegressionTarget target = empty(moments);
        for (int i = 0; i < labels.length; i++) {
            BookSums b = books.get(i);
            target.add(moments.groupOf(b.book()), b.sum(layer), labels[i], labels[i] * b.count());
        }
        return target;
    }

    /** Sums one label for each passage. */
    static RegressionTarget ofPassages(PassageScorer.Passages passages, GroupMoments moments, double[] labels) {
        RegressionTarget target = empty(moments);
        for (int i = 0; i < labels.length; i++) {
            target.add(
                    moments.groupOf(passages.books().get(i)),
                    Statistics.widen(passages.rows()[i]),
                    labels[i],
                    labels[i]);
        }
        return target;
    }

    private static RegressionTarget ofScores(List<BookSums> books, GroupMoments moments, int layer) {
        RegressionTarget target = empty(moments);
        for (BookSums b : books) {
            target.add(moments.groupOf(b.book()), b.sumZx(layer), 1, b.sumZ());
        }
        return target;
    }

    private static RegressionTarget ofReadOut(GroupMoments moments, float[] readOut) {
        if (readOut.length != moments.width()) {
            throw new BadInputException("A read-out of " + readOut.length + " components cannot score activations of "
                    + moments.width() + "; it belongs to another model.");
        }
        RegressionTarget target = empty(moments);
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            Moments m = moments.group(g);
            if (m.n() > 0) {
                target.addReadOut(g, m, Statistics.widen(readOut));
            }
        }
        return target;
    }

    private static RegressionTarget empty(GroupMoments moments) {
        return new RegressionTarget(new double[GroupMoments.GROUPS][moments.width()], new double[GroupMoments.GROUPS]);
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

    private void add(int group, double[] activations, double factor, double labels) {
        for (int i = 0; i < activations.length; i++) {
            xt[group][i] += factor * activations[i];
        }
        t[group] += labels;
    }
}
