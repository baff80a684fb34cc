// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PointedScores;
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
     * @param pointing gives the pointer of the passages by the topic model of a seed
     */
    public List<Supplier<ExperimentResults.LdaSeedPoint>> runs(int seeds, LongFunction<ConceptPointer> pointing) {
        return LongStream.rangeClosed(1, seeds)
                .<Supplier<ExperimentResults.LdaSeedPoint>>mapToObj(seed -> () -> point(seed, pointing.apply(seed)))
                .toList();
    }

    private ExperimentResults.LdaSeedPoint point(long seed, ConceptPointer pointer) {
        StitchedLayers.Concept concept = layers.refine(pointer);
        List<Corpus.Sampled> passages = layers.strong().passages();
        double[] anchored = passages.stream()
                .mapToDouble(p -> concept.strong().anchoredScores().get(p.book().id()))
                .toArray();
        return new ExperimentResults.LdaSeedPoint(
                seed,
                LabelScoring.passageAuc(passages, pointer.z()),
                LabelScoring.bookAuc(passages, pointer.z()),
                LabelScoring.passageAuc(
                        passages, PointedScores.crossFitted(layers.weak(), concept.weak(), pointer.weak())),
                LabelScoring.passageAuc(
                        passages, PointedScores.crossFitted(layers.strong(), concept.strong(), pointer.strong())),
                LabelScoring.bookAuc(passages, anchored),
                concept.diagnosis().reliability(),
                concept.diagnosis().correlation(),
                concept.agreement(),
                thresholds.diverged(concept.diagnosis(), concept.agreement()));
    }
}
