// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.control;

import java.util.List;
import org.gumshoe.steer.Statistics;

/**
 * Score by which one of several candidates for a story is chosen, without labels: the sum of the concept's
 * readings, each up to that of the concept's own passages, less what repeats itself and, where likelihood
 * counts, what is unlikely. Only differences between candidates mean anything.
 *
 * <p>S = sum of min(reading, target) - max(0, nll - its median over the candidates) / {@value #NLL_UNIT} -
 * {@value #REPETITION} * repeated
 *
 * @param readOuts of the concept
 * @param likelihood whether the likelihood counts. It is dear to read, and to reward it makes texts bland: it
 *     stands in for a read-out that tells the concept's passages from the model's own texts
 */
public record StoryScore(List<ReadOut> readOuts, boolean likelihood) {
    /** Nats for which a text loses as much as it gains by a standard deviation of a reading. */
    static final double NLL_UNIT = .3;

    /** Weight of repetition: a text of which a tenth repeats itself loses one standard deviation. */
    public static final double REPETITION = 10;

    /** Returns the layers that the score reads. */
    public int[] layers() {
        return readOuts.stream().mapToInt(ReadOut::layer).sorted().distinct().toArray();
    }

    /** Returns the score of each candidate. */
    public double[] of(List<TextReading> candidates) {
        double median = Statistics.quantile(
                candidates.stream().mapToDouble(TextReading::nll).toArray(), .5);
        return candidates.stream().mapToDouble(text -> of(text, median)).toArray();
    }

    private double of(TextReading text, double median) {
        double score = -REPETITION * text.repeated();
        if (likelihood) {
            score -= Math.max(0, text.nll() - median) / NLL_UNIT;
        }
        for (ReadOut readOut : readOuts) {
            score += readOut.upToTarget(text);
        }
        return score;
    }

    /** Returns the index of the candidate with the highest score, the first of equal ones. */
    public int best(List<TextReading> candidates) {
        return argmax(of(candidates));
    }

    /** Returns the index of the largest value, the first of equal ones. */
    public static int argmax(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
