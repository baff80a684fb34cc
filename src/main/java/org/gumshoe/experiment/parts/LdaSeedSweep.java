// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.basin.DivergenceThresholds;

/**
 * Sweep over random seeds of the topic model, with the same books and seed words: how far the
 * refined concept depends on the topic model's random start.
 */
public final class LdaSeedSweep {
    private final StitchedLayers layers;
    private final DivergenceThresholds thresholds;

    public LdaSeedSweep(StitchedLayers layers, DivergenceThresholds thresholds) {
        this.layers = layers;
        this.thresholds = thresholds;
    }

    /**
     * Returns one run for each seed.
     *
     * @param lda gives the concept scores of the passages by the topic model of a seed
     */
    public List<Supplier<ExperimentResults.LdaSeedPoint>> runs(int seeds, LongFunction<double[]> lda) {
        return LongStream.rangeClosed(1, seeds)
                .<Supplier<ExperimentResults.LdaSeedPoint>>mapToObj(seed -> () -> point(seed, lda.apply(seed)))
                .toList();
    }

    private ExperimentResults.LdaSeedPoint point(long seed, double[] z) {
        StitchedLayers.Concept concept = layers.refine(z);
        List<Corpus.Sampled> passages = layers.strong().passages();
        double[] anchored = passages.stream()
                .mapToDouble(p -> concept.strong().anchoredScores().get(p.book().id()))
                .toArray();
        return new ExperimentResults.LdaSeedPoint(
                seed,
                LabelScoring.passageAuc(passages, z),
                LabelScoring.bookAuc(passages, z),
                LabelScoring.passageAuc(passages, layers.weak().scores(concept.weak(), z)),
                LabelScoring.passageAuc(passages, layers.strong().scores(concept.strong(), z)),
                LabelScoring.bookAuc(passages, anchored),
                concept.diagnosis().reliability(),
                concept.diagnosis().correlation(),
                concept.agreement(),
                thresholds.diverged(concept.diagnosis(), concept.agreement()));
    }
}
