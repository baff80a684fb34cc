// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import smile.math.matrix.Matrix;

/**
 * Comparison of maps solved from moments with batch solutions by other methods: QR of the augmented
 * system, and the residuals of all pairs.
 */
class StitchFitTest {
    private static final int WEAK = 7;
    private static final int LAYERS = 2;
    private static final int WIDTH = 3;
    private static final double RIDGE = .3;

    private final Random random = new Random(42);
    private final float[][] x = sample(60, WEAK);
    private final float[][] y = strong(x);
    private final float[][] testX = sample(25, WEAK);
    private final float[][] testY = strong(testX);

    @Test
    void equalsTheBatchRidgeByQr() {
        StitchFit fit = StitchFit.fit(15, new int[] {9, 12}, moments(x, y), moments(testX, testY), none(), RIDGE);

        double[][] w = ridgeByQr();
        assertThat(fit.maps()).extracting(StitchMap::strongLayer).containsExactly(9, 12);
        for (int j = 0; j < LAYERS * WIDTH; j++) {
            StitchMap map = fit.maps().get(j / WIDTH);
            double offset = mean(y, j);
            for (int i = 0; i < WEAK; i++) {
                // float is the resolution of the map; the comparison at 1e-8 is on R², in double,
                // below
                assertThat((double) map.w()[j % WIDTH][i]).isCloseTo(w[i][j], within(1e-6));
                offset -= w[i][j] * mean(x, i);
            }
            assertThat((double) map.b()[j % WIDTH]).isCloseTo(offset, within(1e-5));
        }
    }

    @Test
    void r2FromMomentsEqualsR2FromResiduals() {
        StitchFit fit = StitchFit.fit(15, new int[] {9, 12}, moments(x, y), moments(testX, testY), none(), RIDGE);

        double[][] w = ridgeByQr();
        for (int l = 0; l < LAYERS; l++) {
            double sse = 0;
            double sst = 0;
            double share = 0;
            for (int j = l * WIDTH; j < (l + 1) * WIDTH; j++) {
                double error = 0;
                double scatter = 0;
                for (int p = 0; p < testX.length; p++) {
                    double predicted = mean(y, j);
                    for (int i = 0; i < WEAK; i++) {
                        predicted += w[i][j] * (testX[p][i] - mean(x, i));
                    }
                    error += Math.pow(testY[p][j] - predicted, 2);
                    scatter += Math.pow(testY[p][j] - mean(testY, j), 2);
                }
                sse += error;
                sst += scatter;
                share += (1 - error / scatter) / WIDTH;
            }
            assertThat(fit.r2()[l]).isCloseTo(1 - sse / sst, within(1e-8));
            assertThat(fit.r2Dimension()[l]).isCloseTo(share, within(1e-8));
        }
    }

    @Test
    void recoversAnExactAffineMap() {
        float[][] exact = new float[x.length][WIDTH];
        for (int p = 0; p < x.length; p++) {
            for (int j = 0; j < WIDTH; j++) {
                exact[p][j] = 2 * x[p][j] - x[p][j + 1] + 5 + j;
            }
        }

        StitchMap map = StitchFit.fit(3, new int[] {4}, moments(x, exact), none(WIDTH), none(WIDTH), 1e-9)
                .maps()
                .getFirst();

        assertThat(map.b()).containsExactly(new float[] {5, 6, 7}, within(1e-4f));
        assertThat(map.translate(new float[] {1, 1, 0, 0, 0, 0, 0}))
                .containsExactly(new float[] {1, 2, 0}, within(1e-4f));
        assertThat(map.apply(new float[] {1, 1, 0, 0, 0, 0, 0})).containsExactly(new float[] {6, 8, 7}, within(1e-4f));
    }

    @Test
    void shuffledPairsHaveNoSkillOnTrueOnes() {
        float[][] rotated = new float[y.length][];
        for (int p = 0; p < y.length; p++) {
            rotated[p] = y[(p + 17) % y.length];
        }

        StitchFit fit =
                StitchFit.fit(15, new int[] {9, 12}, moments(x, y), moments(testX, testY), moments(x, rotated), RIDGE);

        assertThat(Arrays.stream(fit.r2())).allSatisfy(r -> assertThat(r).isGreaterThan(.5));
        assertThat(Arrays.stream(fit.r2Shuffled()))
                .allSatisfy(r -> assertThat(r).isLessThan(.1));
        assertThat(fit.shuffledMaps()).hasSize(LAYERS);
    }

    @Test
    void withoutHeldOutPairsThereIsNoFigure() {
        StitchFit fit = StitchFit.fit(15, new int[] {9, 12}, moments(x, y), none(), none(), RIDGE);

        assertThat(fit.r2()).containsOnly(Double.NaN);
        assertThat(fit.heldOutPairs()).isZero();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> StitchFit.fit(15, new int[] {9, 12}, none(), none(), none(), RIDGE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least two pairs");
        assertThatThrownBy(() -> StitchFit.fit(15, new int[] {9, 12}, moments(x, y), none(), none(), 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("ridge");
        assertThatThrownBy(() -> StitchFit.fit(15, new int[] {9, 10, 11, 12}, moments(x, y), none(), none(), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("layers");
    }

    /**
     * min |y - Xw|² + r |w|² about the means, as least squares on rows sqrt(r) I below the data.
     */
    private double[][] ridgeByQr() {
        double trace = 0;
        double[][] rows = new double[x.length + WEAK][WEAK];
        for (int p = 0; p < x.length; p++) {
            for (int i = 0; i < WEAK; i++) {
                rows[p][i] = x[p][i] - mean(x, i);
                trace += rows[p][i] * rows[p][i];
            }
        }
        for (int i = 0; i < WEAK; i++) {
            rows[x.length + i][i] = Math.sqrt(RIDGE * trace / WEAK);
        }
        Matrix.QR qr = Matrix.of(rows).qr();
        double[][] w = new double[WEAK][LAYERS * WIDTH];
        for (int j = 0; j < LAYERS * WIDTH; j++) {
            double[] target = new double[rows.length];
            for (int p = 0; p < x.length; p++) {
                target[p] = y[p][j] - mean(y, j);
            }
            double[] solution = qr.solve(target);
            for (int i = 0; i < WEAK; i++) {
                w[i][j] = solution[i];
            }
        }
        return w;
    }

    private float[][] sample(int n, int width) {
        float[][] rows = new float[n][width];
        for (float[] row : rows) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) (10 + (1 + i) * random.nextGaussian());
            }
        }
        return rows;
    }

    private float[][] strong(float[][] weak) {
        float[][] rows = new float[weak.length][LAYERS * WIDTH];
        for (int p = 0; p < weak.length; p++) {
            for (int j = 0; j < LAYERS * WIDTH; j++) {
                rows[p][j] = (float) (-4 + weak[p][j] + .5 * weak[p][(j + 3) % WEAK] + random.nextGaussian());
            }
        }
        return rows;
    }

    private static Moments moments(float[][] x, float[][] y) {
        Moments m = new Moments(x[0].length, y[0].length);
        m.addAll(x, y);
        return m;
    }

    private static Moments none() {
        return none(LAYERS * WIDTH);
    }

    private static Moments none(int strong) {
        return new Moments(WEAK, strong);
    }

    private static double mean(float[][] rows, int column) {
        double sum = 0;
        for (float[] row : rows) {
            sum += row[column];
        }
        return sum / rows.length;
    }
}
