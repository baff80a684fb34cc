// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import org.gumshoe.experiment.plan.ExperimentConfig;

/**
 * Read-outs of a concept's seed words in both models, which point at the concept beside its topics.
 *
 * @param weakOrNull the weak model's; null where the models are not asked for words
 * @param strongOrNull the strong model's
 */
public record ConceptWords(float[] weakOrNull, float[] strongOrNull) {
    /** Words of models that are not asked: the topics alone point at the concept. */
    public static final ConceptWords NOT_ASKED = new ConceptWords(null, null);

    /** Reads out the seed words of the configuration, if its models are asked. */
    public static ConceptWords of(ExperimentConfig config) {
        return config.refine().words()
                ? new ConceptWords(
                        WordScorer.readOut(config.weak(), config.seeds()),
                        WordScorer.readOut(config.strong(), config.seeds()))
                : NOT_ASKED;
    }

    /**
     * Returns the pointer of passages.
     *
     * @param z the LDA's concept score of each of them
     */
    public ConceptPointer pointer(double[] z, PairedActivations passages) {
        return weakOrNull == null
                ? ConceptPointer.ofTopics(z)
                : new ConceptPointer(
                        z,
                        WordScorer.scores(passages.weak(), weakOrNull),
                        WordScorer.scores(passages.strong(), strongOrNull));
    }
}
