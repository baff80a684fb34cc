// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.control.DensityRatio;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.refine.ShardSums;
import org.gumshoe.steer.refine.TrainingLabels;

/** Builder of the score by which candidates for a story are chosen, from a refined concept alone. */
public final class StoryScores {
    /** Texts of the model, and passages of the concept, that the density ratio is fitted on. */
    private static final int OWN_TEXTS = 64;

    private static final int CLUSTER_PASSAGES = 128;

    /** Fewest texts of the model that tell its manner. */
    private static final int LEAST_OWN = 8;

    private StoryScores() {}

    /**
     * Returns the score by two readings of a text, each up to that of the concept's passages: by the refined probe, and,
     * once the model has written {@value #LEAST_OWN} texts by itself, by the density ratio of the concept's passages
     * and these ({@link DensityRatio}). Until then likelihood counts in the place of the ratio.
     *
     * @param sums of the model in which the concept was refined
     * @param layer of the refinement
     * @param labels responsibilities of the books
     */
    public static StoryScore of(ShardSums sums, int layer, CrossFittedProbe probe, TrainingLabels labels) {
        ShardSums.ReadOutValues values = sums.readOut(probe, labels);
        ReadOut concept = new ReadOut(layer, probe.weightsOfAll(), values.mean(), values.deviation(), values.target());
        List<float[]> own = sums.ownTexts(OWN_TEXTS);
        List<float[]> cluster = own.size() < LEAST_OWN ? List.of() : sums.clusterPassages(labels, CLUSTER_PASSAGES);
        if (cluster.isEmpty()) {
            return new StoryScore(List.of(concept), true);
        }
        double[] deviation = sums.all(layer).standardDeviation(layer);
        return new StoryScore(List.of(concept, DensityRatio.fit(layer, cluster, own, deviation)), false);
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
        return new StoryScore(
                like.readOuts().stream()
                        .map(readOut -> {
                            float[] weights = new float[readOut.weights().length];
                            for (int i = 0; i < weights.length; i++) {
                                weights[i] = (float) random.nextGaussian();
                            }
                            return readOut(readOut.layer(), weights, rows, Double.POSITIVE_INFINITY);
                        })
                        .toList(),
                like.likelihood());
    }
}
