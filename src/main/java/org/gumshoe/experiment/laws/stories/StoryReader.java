// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.stories;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;

/**
 * Reader of texts by a probe of the weak model, in standard deviations over passages.
 *
 * @param probe refined on books whose authors the vector has not seen
 * @param deviation of its scores over passages that it has not seen
 */
public record StoryReader(CrossFittedProbe probe, double deviation) {
    /**
     * Creates a reader.
     *
     * @param unseen weak activations of passages of other books, [passage][dimension]
     */
    public static StoryReader of(CrossFittedProbe probe, float[][] unseen) {
        return new StoryReader(
                probe,
                Statistics.deviation(
                        Arrays.stream(unseen).mapToDouble(probe::scoreUnseen).toArray()));
    }

    /** Returns the reading of texts; only differences of readings mean anything. */
    public double of(StoryTexts texts) {
        return probe.scoreUnseen(texts.state()) / deviation;
    }

    /** Returns the mean of a reading; NaN without a text. */
    public static <T> double mean(List<T> texts, ToDoubleFunction<T> reading) {
        return texts.stream().mapToDouble(reading).average().orElse(Double.NaN);
    }
}
