// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.laws.statistics.MeanFigure;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.stitch.StitchMap;

/**
 * Skill of a map on pairs that it was not fitted on.
 *
 * @param r2 1 - SSE / SST, both summed over dimensions
 * @param r2Dimension R² of each dimension, averaged over the dimensions that vary
 * @param auc mean over concepts of the translated probes; NaN where none was translated
 */
record MapSkill(double r2, double r2Dimension, double auc) {
    static MapSkill of(StitchMap map, float[][] x, float[][] y, double auc) {
        double[] mean = Rows.mean(y);
        double[] error = new double[mean.length];
        double[] total = new double[mean.length];
        for (int i = 0; i < y.length; i++) {
            float[] predicted = map.apply(x[i]);
            for (int d = 0; d < mean.length; d++) {
                error[d] += (y[i][d] - predicted[d]) * (y[i][d] - predicted[d]);
                total[d] += (y[i][d] - mean[d]) * (y[i][d] - mean[d]);
            }
        }
        double r2 = 1
                - IntStream.range(0, error.length).mapToDouble(d -> error[d]).sum()
                        / IntStream.range(0, total.length)
                                .mapToDouble(d -> total[d])
                                .sum();
        double byDimension = IntStream.range(0, error.length)
                .filter(d -> total[d] > 0)
                .mapToDouble(d -> 1 - error[d] / total[d])
                .average()
                .orElse(Double.NaN);
        return new MapSkill(r2, byDimension, auc);
    }

    /** Returns means over fits, with bootstrap intervals over fits. */
    static LawsResults.MapFigures figures(List<MapSkill> skills) {
        return new LawsResults.MapFigures(
                figure(skills, MapSkill::r2), figure(skills, MapSkill::r2Dimension), figure(skills, MapSkill::auc));
    }

    private static Figure figure(List<MapSkill> skills, ToDoubleFunction<MapSkill> of) {
        return MeanFigure.of(skills.stream().mapToDouble(of).toArray());
    }
}
