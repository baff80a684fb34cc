// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.TopicComparison;

/**
 * A candidate beside the model in use: whether it takes over, and what becomes of the topics.
 *
 * @param wordDrift by topic, Hellinger distance of its words to those in the model in use; empty
 *     for the first model and for another number of topics
 * @param passageDrift the same of its distribution over the held-out passages; empty as well when
 *     none is held out
 * @param successors by topic of the model in use, the topic that it has become; empty when topic k
 *     is still topic k
 * @param labels by topic, a few words that stay while the topic stays what it is
 */
public record ModelUpdate(
        PromotionDecision promotion, double[] wordDrift, double[] passageDrift, int[] successors, List<String> labels) {
    private static final int LABEL = 3;
    private static final int STILL = 2;
    private static final int AMONG = 20;

    /**
     * Compares.
     *
     * @param inUse the model in use, or null
     * @param formerLabels its labels
     * @param shared passages that neither has learned
     */
    public static ModelUpdate of(
            TopicModel inUse, List<String> formerLabels, TopicModel candidate, List<BagOfWords> shared) {
        PromotionDecision promotion = PromotionDecision.of(inUse, candidate, shared);
        boolean same = inUse != null && inUse.topics() == candidate.topics();
        List<String> labels = labels(candidate, same ? formerLabels : List.of());
        if (inUse == null) {
            return new ModelUpdate(promotion, new double[0], new double[0], new int[0], labels);
        }
        TopicComparison comparison = TopicComparison.of(inUse, candidate, shared);
        return same
                ? new ModelUpdate(promotion, comparison.drift(), comparison.passageDrift(), new int[0], labels)
                : new ModelUpdate(promotion, new double[0], new double[0], comparison.successors(), labels);
    }

    /**
     * Three telling words; a topic keeps its label while two of them are still among its first
     * twenty.
     */
    private static List<String> labels(TopicModel model, List<String> former) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < model.topics(); k++) {
            List<String> words = model.topWords(k, AMONG);
            String label = k < former.size() ? former.get(k) : "";
            long still =
                    List.of(label.split(" ")).stream().filter(words::contains).count();
            labels.add(still >= STILL ? label : String.join(" ", words.subList(0, Math.min(LABEL, words.size()))));
        }
        return labels;
    }
}
