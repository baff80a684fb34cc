// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;

/** Builder of the score by which candidates for a story are chosen, from a refined concept alone. */
public final class StoryScores {
    private StoryScores() {}

    /**
     * Returns the score by the refined probe's reading of a text, up to that of the concept's passages.
     *
     * @param sums of the model in which the concept was refined
     * @param layer of the refinement
     * @param labels responsibilities of the books
     */
    public static StoryScore of(ShardSums sums, int layer, CrossFittedProbe probe, TrainingLabels labels) {
        ShardSums.ReadOutValues values = sums.readOut(probe, labels);
        return new StoryScore(
                List.of(new ReadOut(layer, probe.weightsOfAll(), values.mean(), values.deviation(), values.target())));
    }

    private static ReadOut readOut(int layer, float[] weights, float[][] rows, double target) {
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = Statistics.dot(weights, rows[i]);
        }
        return new ReadOut(layer, weights, Statistics.mean(values), Statistics.deviation(values), target);
    }

    /**
     * Returns random read-outs in the place of a score's, at the same layers: the null of the concept. All
     * of their readings count, since they have no passages of their own.
     */
    public static StoryScore random(StoryScore like, float[][] rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new StoryScore(like.readOuts().stream()
                .map(readOut -> {
                    float[] weights = new float[readOut.weights().length];
                    for (int i = 0; i < weights.length; i++) {
                        weights[i] = (float) random.nextGaussian();
                    }
                    return readOut(readOut.layer(), weights, rows, Double.POSITIVE_INFINITY);
                })
                .toList());
    }
}
