// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch.unpaired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.gumshoe.BadInputException;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.Test;
import smile.math.matrix.Matrix;

class UnpairedStitchTest {
    private static final int WIDTH = 12;
    private static final int CLUSTERS = 8;
    private final Random random = new Random(5);
    private final double[][] centres = gaussian(CLUSTERS, WIDTH, 2);

    /** Dimensions in another order and with other signs: a rotation that standardisation leaves alone. */
    private final Matrix rotation = rotation();

    @Test
    void recoversARotationFromOtherTexts() {
        float[][] weak = texts(240);
        float[][] strong = rotated(texts(240));
        float[][] judge = texts(100);

        StitchMap map = UnpairedStitch.fit(1, 2, weak, UnpairedStitch.partners(weak, strong, 1));
        StitchMap shuffled = UnpairedStitch.fit(1, 2, weak, texts(240));

        assertThat(r2(map, judge)).isGreaterThan(.6);
        assertThat(r2(shuffled, judge)).isLessThan(.1);
    }

    @Test
    void recoversItFromDescriptionsThatMeanTheSame() {
        float[][] weak = texts(240);
        float[][] strong = texts(240);

        StitchMap map = UnpairedStitch.fit(1, 2, weak, UnpairedStitch.partners(rotated(strong), weak, strong));

        assertThat(r2(map, texts(100))).isGreaterThan(.7);
    }

    @Test
    void procrustesIsExactWithoutNoise() {
        double[][] points = Coordinates.onSphere(gaussian(50, WIDTH, 1));
        double[][] turned = Matrix.of(points).mm(rotation).toArray();

        Matrix found = UnpairedStitch.procrustes(points, turned);

        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                assertThat(found.get(i, j)).isCloseTo(rotation.get(i, j), within(1e-9));
            }
        }
    }

    @Test
    void matchesClustersInAnotherOrder() {
        double[][] one = similarities(centres);
        int[] order = {3, 1, 7, 0, 5, 2, 6, 4};
        double[][] other = new double[CLUSTERS][CLUSTERS];
        for (int i = 0; i < CLUSTERS; i++) {
            for (int j = 0; j < CLUSTERS; j++) {
                other[order[i]][order[j]] = one[i][j];
            }
        }

        assertThat(ClusterMatching.match(one, other, new Random(1))).isEqualTo(order);
    }

    @Test
    void aChainOfMapsIsTheirProduct() {
        StitchMap first = new StitchMap(1, 2, new float[][] {{1, 2}, {3, 4}, {5, 6}}, new float[] {1, 0, -1});
        StitchMap second = new StitchMap(2, 3, new float[][] {{1, 0, 2}}, new float[] {7});
        float[] x = {.5f, -2};

        StitchMap chain = first.then(second);

        assertThat(chain.apply(x)).containsExactly(second.apply(first.apply(x)), within(1e-5f));
        assertThat(chain.weakLayer()).isEqualTo(1);
        assertThat(chain.strongLayer()).isEqualTo(3);
    }

    @Test
    void tooFewPassagesAreRefused() {
        assertThatThrownBy(() -> Coordinates.of(texts(5), 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("read more passages");
    }

    private static Matrix rotation() {
        Matrix rotation = new Matrix(WIDTH, WIDTH);
        for (int d = 0; d < WIDTH; d++) {
            rotation.set(d, (5 * d + 3) % WIDTH, d % 3 == 0 ? -1 : 1);
        }
        return rotation;
    }

    private double[][] gaussian(int n, int width, double scale) {
        double[][] rows = new double[n][width];
        for (double[] row : rows) {
            for (int d = 0; d < width; d++) {
                row[d] = scale * random.nextGaussian();
            }
        }
        return rows;
    }

    /** Texts of eight kinds. */
    private float[][] texts(int n) {
        float[][] rows = new float[n][WIDTH];
        for (float[] row : rows) {
            double[] centre = centres[random.nextInt(CLUSTERS)];
            for (int d = 0; d < WIDTH; d++) {
                row[d] = (float) (centre[d] + .5 * random.nextGaussian());
            }
        }
        return rows;
    }

    private float[][] rotated(float[][] rows) {
        float[][] out = new float[rows.length][WIDTH];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < WIDTH; d++) {
                for (int k = 0; k < WIDTH; k++) {
                    out[i][d] += (float) (rows[i][k] * rotation.get(k, d));
                }
            }
        }
        return out;
    }

    private double r2(StitchMap map, float[][] judge) {
        float[][] truth = rotated(judge);
        double error = 0;
        double total = 0;
        double[] mean = new double[WIDTH];
        for (float[] row : truth) {
            for (int d = 0; d < WIDTH; d++) {
                mean[d] += row[d] / truth.length;
            }
        }
        for (int i = 0; i < judge.length; i++) {
            float[] predicted = map.apply(judge[i]);
            for (int d = 0; d < WIDTH; d++) {
                error += (truth[i][d] - predicted[d]) * (truth[i][d] - predicted[d]);
                total += (truth[i][d] - mean[d]) * (truth[i][d] - mean[d]);
            }
        }
        return 1 - error / total;
    }

    private static double[][] similarities(double[][] centres) {
        double[][] unit = Coordinates.onSphere(centres);
        double[][] out = new double[unit.length][unit.length];
        for (int i = 0; i < unit.length; i++) {
            for (int j = 0; j < unit.length; j++) {
                out[i][j] = Coordinates.dot(unit[i], unit[j]);
            }
        }
        return out;
    }
}
