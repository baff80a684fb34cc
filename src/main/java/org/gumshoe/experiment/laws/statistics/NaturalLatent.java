// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.steer.Statistics;

/**
 * Errors of a latent variable of books as a natural latent over their passages (Wentworth and Lorell
 * 2025, arXiv:2509.03780), in nats, for jointly Gaussian variables. X1 and X2 are what two passages of a
 * book say of the concept, one number each.
 *
 * @param mediation I(X1; X2 | latent): what passages share beyond the latent; 0 when the latent makes
 *     them independent
 * @param redundancy I(latent; X2 | X1): what a second passage adds to the first about the latent; 0 when
 *     any one passage tells all that the passages tell
 */
public record NaturalLatent(double mediation, double redundancy) {
    /**
     * Returns the errors over all ordered pairs of passages of a book.
     *
     * @param passages what each passage says, by book
     * @param latent of each book
     */
    public static NaturalLatent of(Map<String, double[]> passages, Map<String, Double> latent) {
        List<double[]> rows = new ArrayList<>();
        passages.forEach((book, x) -> {
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    if (i != j) {
                        rows.add(new double[] {x[i], x[j], latent.get(book)});
                    }
                }
            }
        });
        double[] one = column(rows, 0);
        double[] other = column(rows, 1);
        double[] l = column(rows, 2);
        return new NaturalLatent(
                information(partialCorrelation(one, other, l)), information(partialCorrelation(l, other, one)));
    }

    /** Returns the mutual information of two Gaussian variables with this correlation, in nats. */
    static double information(double correlation) {
        return -.5 * Math.log(1 - Math.min(correlation * correlation, 1 - 1e-12));
    }

    /** Returns the correlation of x and y given z. */
    static double partialCorrelation(double[] x, double[] y, double[] z) {
        double xy = Statistics.correlation(x, y);
        double xz = Statistics.correlation(x, z);
        double yz = Statistics.correlation(y, z);
        return (xy - xz * yz) / Math.sqrt(Math.max(1e-12, (1 - xz * xz) * (1 - yz * yz)));
    }

    private static double[] column(List<double[]> rows, int c) {
        return rows.stream().mapToDouble(row -> row[c]).toArray();
    }
}
