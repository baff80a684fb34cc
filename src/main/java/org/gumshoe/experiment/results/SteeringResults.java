// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Results of the steering part.
 *
 * @param transfer (translated - unsteered) / (oracle - unsteered) on the detective judge, story
 *     openings
 * @param mixture weights of the mixture, in typical norms: corpus, classContrast, seedWords, residual
 * @param samples drawn at random, not selected
 * @param words summary of the texts in words
 */
public record SteeringResults(
        List<Arm> arms, double transfer, Map<String, Double> mixture, List<Sample> samples, String words) {
    /**
     * Results of one arm of the steering part.
     *
     * @param openings short (eight words) or story (about fifty words)
     * @param strengths by layer, in typical norms
     * @param story mean probability that a text is a story
     * @param detective mean probability that it is a detective story, among fiction
     * @param detectiveSe standard error of {@code detective} over openings
     * @param masked mean probability by the detective judge that does not see the seed words and
     *     the topic's words
     * @param joint share of texts to which both judges give more than one half
     * @param content share of texts with words of detection or crime that the pipeline never sees
     * @param allThree share of texts that are joint and have content: what a reader would call a
     *     detective story
     * @param perplexity by the model that wrote the texts, unsteered
     * @param perplexityOther by the other model
     * @param distinct2 different pairs of words over all pairs (Li et al. 2016)
     * @param wrongWay share of openings whose mean detective probability is below that of the
     *     unsteered texts
     * @param toldApart AUC with which a classifier that shares nothing with the pipeline tells the
     *     texts from real passages of the concept; of the real passages, one half from the other
     * @param candidates texts that were written for each one that is kept
     * @param intervals 95 % bootstrap over openings of story, detective, masked, joint, content,
     *     allThree, perplexity, perplexityOther, distinct2, toldApart; and, in the field's own terms, of
     *     divergenceMedian and divergenceHigh (95 %) of the steered next-token distribution from the unsteered one in
     *     nats, ratedConcept, ratedFluency and ratedStory from 0 to 2 and the harmonic mean, rated, plot (share of
     *     texts with its signs) and mauve (to real passages)
     */
    public record Arm(
            String arm,
            String openings,
            List<Integer> layers,
            List<Double> strengths,
            int texts,
            double story,
            double detective,
            double detectiveSe,
            double masked,
            double joint,
            double content,
            double allThree,
            double perplexity,
            double perplexityOther,
            double distinct2,
            double wrongWay,
            double toldApart,
            int candidates,
            Map<String, Figure> intervals) {}

    /** Sample text: an opening and its continuation. */
    public record Sample(
            String arm,
            String openings,
            String opening,
            String text,
            double story,
            double detective,
            boolean content) {}
}
