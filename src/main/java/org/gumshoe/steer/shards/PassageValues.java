// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import org.gumshoe.steer.ManyDots;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;

/**
 * Values of passages by a probe, in the passages' order, from one reading of them.
 *
 * @param scores by the weights that have not seen the passage's book
 * @param ofAll by the weights of all folds, in single precision and without their offset
 */
public record PassageValues(double[] scores, double[] ofAll) {
    /** @param group maps a book to its group of {@link org.gumshoe.steer.probe.GroupMoments} */
    static PassageValues of(PassageSource passages, CrossFittedProbe probe, ToIntFunction<String> group) {
        DoubleStream.Builder scores = DoubleStream.builder();
        DoubleStream.Builder ofAll = DoubleStream.builder();
        double[] weights = Statistics.widen(probe.weightsOfAll());
        passages.forEach((book, activation, z, words, otherWords) -> {
            scores.add(probe.score(group.applyAsInt(book) / 2, activation));
            ofAll.add(ManyDots.dot(weights, activation));
        });
        return new PassageValues(scores.build().toArray(), ofAll.build().toArray());
    }
}
