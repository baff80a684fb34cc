// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.sections;

import java.util.Comparator;
import java.util.List;
import org.gumshoe.experiment.report.html.NumberFormats;
import org.gumshoe.experiment.results.ExperimentResults.DataPoint;

/**
 * Draws with the smallest share of positive books, and how the strong model ranks them.
 *
 * @param draws all draws with that share whose gain is known
 * @param kept those that were not reported as diverged
 */
record RareDraws(List<DataPoint> draws, List<DataPoint> kept) {

    static RareDraws of(List<DataPoint> data) {
        List<DataPoint> rare = data.stream()
                .filter(d -> "rare".equals(d.kind()) && Double.isFinite(gain(d)))
                .toList();
        double least = rare.stream()
                .map(RareDraws::share)
                .min(Comparator.naturalOrder())
                .orElse(Double.NaN);
        List<DataPoint> draws = rare.stream().filter(d -> share(d) == least).toList();
        return new RareDraws(draws, draws.stream().filter(d -> !d.diverged()).toList());
    }

    static double gain(DataPoint draw) {
        return draw.refinedStrongAuc() - draw.ldaAuc();
    }

    double meanGain() {
        return NumberFormats.mean(kept, RareDraws::gain);
    }

    /**
     * Returns the share of the kept draws that do not end above their topic model: undetected
     * failures.
     */
    double lost() {
        return kept.isEmpty()
                ? Double.NaN
                : (double) kept.stream().filter(d -> gain(d) <= 0).count() / kept.size();
    }

    private static double share(DataPoint draw) {
        return (double) draw.positives() / draw.books();
    }
}
