// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;

/** Builder of the score by which candidates for a story are chosen, from a refined concept alone. */
public final class StoryScores {
    private StoryScores() {}

    /**
     * Returns the score by the refined probe's reading of a text, up to that of the concept's passages.
     *
     * @param view in which the concept was refined
     */
    public static StoryScore of(ModelView view, Refinement.Result refined) {
        return new StoryScore(List.of(readOut(
                view.layer(),
                refined.probe().weightsOfAll(),
                view.passages().rows(),
                target(view.passages(), refined))));
    }

    /**
     * Returns the mean value of the concept's passages, each read by weights that have not seen its book:
     * those that have would read it too high.
     */
    private static double target(PassageScorer.Passages passages, Refinement.Result refined) {
        CrossFittedProbe probe = refined.probe();
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < passages.rows().length; i++) {
            String book = passages.books().get(i);
            double weight = refined.responsibilities().getOrDefault(book, 0.);
            double score = probe.score(book, passages.rows()[i]) - probe.offsetOfAll();
            if (weight > 0 && !Double.isNaN(score)) {
                sum += weight * score;
                weights += weight;
            }
        }
        return weights > 0 ? sum / weights : Double.POSITIVE_INFINITY;
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
