// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static smile.math.blas.Layout.ROW_MAJOR;
import static smile.math.blas.Transpose.NO_TRANSPOSE;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import smile.math.blas.BLAS;

/**
 * Fitted stitch maps from one weak layer to each strong layer, solved from moments by ridge
 * regression (Hoerl and Kennard 1970): W' = (Sxx + e I)^-1 Sxy about the means, and b = mean(y) - W
 * mean(x), where e is {@code ridge} times the mean scatter of a weak dimension. Model stitching:
 * Lenc and Vedaldi 2015; Bansal et al. 2021.
 *
 * @param maps one for each strong layer
 * @param ridge share of the mean variance of the weak dimensions
 * @param r2 on held-out pairs for each strong layer: 1 - SSE / SST, both summed over dimensions;
 *     NaN without held-out pairs. In a model such as Gemma a few huge dimensions dominate it.
 * @param r2Shuffled the same for maps fitted on the shuffled pairs: at most about zero when the
 *     map's skill comes from the pairing
 * @param r2Dimension R² of each dimension, averaged over the dimensions that vary
 * @param r2DimensionShuffled the same for the shuffled maps
 * @param shuffledMaps the null: maps fitted on the shuffled pairs; empty when there were none
 */
public record StitchFit(
        List<StitchMap> maps,
        long pairs,
        long heldOutPairs,
        double ridge,
        double[] r2,
        double[] r2Shuffled,
        double[] r2Dimension,
        double[] r2DimensionShuffled,
        List<StitchMap> shuffledMaps) {

    /**
     * Returns the default ridge for a number of pooled pairs: 300 / pairs, clamped to .03 to 3.
     * From SmolLM2 layer 15 to Gemma layers 9 and 12, with whole books held out, the best of .003,
     * .03, .1, .3, 1, 3 was 1 with 200 and 400 pairs, and .3 with 800 and 1,050; R² is flat around
     * it.
     */
    public static double ridgeFor(long pairs) {
        return Math.clamp(300. / Math.max(1, pairs), .03, 3);
    }

    /**
     * Fits a map to each strong layer and measures its skill.
     *
     * @param strongLayers the layers whose activations, all of one width, make up y in this order
     * @param shuffled moments of the same x paired with y of other books' passages; without pairs
     *     there is no null
     * @param ridge share of the mean variance of the weak dimensions, above 0
     * @throws BadInputException with fewer than two training pairs, or when x does not vary
     */
    public static StitchFit fit(
            int weakLayer, int[] strongLayers, Moments train, Moments heldOut, Moments shuffled, double ridge) {
        if (strongLayers.length == 0 || train.strongWidth() % strongLayers.length != 0) {
            throw new BadInputException("The strong width " + train.strongWidth() + " is not divisible by "
                    + strongLayers.length + " layers; name the layers that the activations hold.");
        }
        double[] weights = solve(train, ridge);
        List<StitchMap> maps = maps(weakLayer, strongLayers, train, weights);
        double[][] r2 = r2(strongLayers.length, train, weights, heldOut);
        double[][] null2 = {nan(strongLayers.length), nan(strongLayers.length)};
        List<StitchMap> shuffledMaps = List.of();
        if (shuffled.n() > 1) {
            double[] nullWeights = solve(shuffled, ridge);
            shuffledMaps = maps(weakLayer, strongLayers, shuffled, nullWeights);
            null2 = r2(strongLayers.length, shuffled, nullWeights, heldOut);
        }
        return new StitchFit(maps, train.n(), heldOut.n(), ridge, r2[0], null2[0], r2[1], null2[1], shuffledMaps);
    }

    /** Returns W', weakWidth x strongWidth, row by row. */
    private static double[] solve(Moments m, double ridge) {
        if (m.n() < 2) {
            throw new BadInputException("A stitch map needs at least two pairs of activations but there are " + m.n()
                    + "; let more passages through both models.");
        }
        if (!(ridge > 0)) {
            throw new BadInputException(
                    "The ridge " + ridge + " is not above 0; choose a share of the variance such as 0.3.");
        }
        int width = m.weakWidth();
        double[] a = m.scatterX();
        double trace = 0;
        for (int i = 0; i < width; i++) {
            trace += a[i * width + i];
        }
        if (!(trace > 0)) {
            throw new BadInputException("The weak activations of " + m.n()
                    + " pairs are all equal, so there is nothing to map; check that the passages differ.");
        }
        for (int i = 0; i < width; i++) {
            a[i * width + i] += ridge * trace / width;
        }
        return CholeskySolver.factor(a, width).solve(m.scatterXy(), m.strongWidth());
    }

    private static List<StitchMap> maps(int weakLayer, int[] strongLayers, Moments m, double[] wt) {
        int weak = m.weakWidth();
        int all = m.strongWidth();
        int width = all / strongLayers.length;
        double[] meanX = m.meanX();
        double[] meanY = m.meanY(0, all);
        List<StitchMap> maps = new ArrayList<>();
        for (int l = 0; l < strongLayers.length; l++) {
            float[][] w = new float[width][weak];
            float[] b = new float[width];
            for (int j = 0; j < width; j++) {
                int column = l * width + j;
                double offset = meanY[column];
                for (int i = 0; i < weak; i++) {
                    double v = wt[i * all + column];
                    w[j][i] = (float) v;
                    offset -= v * meanX[i];
                }
                b[j] = (float) offset;
            }
            maps.add(new StitchMap(weakLayer, strongLayers[l], w, b));
        }
        return maps;
    }

    /**
     * Returns R² over all dimensions and R² averaged over dimensions, for each layer, of the map
     * (wt, means of {@code fitted}) on {@code test}.
     */
    private static double[][] r2(int layers, Moments fitted, double[] wt, Moments test) {
        if (test.n() < 2) {
            return new double[][] {nan(layers), nan(layers)};
        }
        int weak = fitted.weakWidth();
        int all = fitted.strongWidth();
        double[] sxx = test.scatterX();
        double[] sxy = test.scatterXy();
        double[] product = new double[weak * all];
        BLAS.engine.gemm(
                ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, weak, all, weak, 1, sxx, weak, wt, all, 0, product, all);
        double[] shiftX = minus(test.meanX(), fitted.meanX());
        double[] shift = minus(test.meanY(0, all), fitted.meanY(0, all));
        double[] cross = new double[all];
        for (int i = 0; i < weak; i++) {
            for (int j = 0; j < all; j++) {
                int at = i * all + j;
                cross[j] += wt[at] * (product[at] - 2 * sxy[at]);
                shift[j] -= wt[at] * shiftX[i];
            }
        }
        double[] total = new double[layers];
        double[] dimension = new double[layers];
        int width = all / layers;
        for (int l = 0; l < layers; l++) {
            double sse = 0;
            double sst = 0;
            double sum = 0;
            int varying = 0;
            for (int j = l * width; j < (l + 1) * width; j++) {
                double scatter = test.scatterY(j);
                double error = scatter + cross[j] + test.n() * shift[j] * shift[j];
                sse += error;
                sst += scatter;
                if (scatter > 0) {
                    sum += 1 - error / scatter;
                    varying++;
                }
            }
            total[l] = sst > 0 ? 1 - sse / sst : Double.NaN;
            dimension[l] = varying > 0 ? sum / varying : Double.NaN;
        }
        return new double[][] {total, dimension};
    }

    private static double[] minus(double[] a, double[] b) {
        double[] d = a.clone();
        for (int i = 0; i < d.length; i++) {
            d[i] -= b[i];
        }
        return d;
    }

    private static double[] nan(int length) {
        double[] v = new double[length];
        java.util.Arrays.fill(v, Double.NaN);
        return v;
    }
}
