// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.TopicComparison;

/**
 * The comparison of a candidate with the model in use: whether it is promoted, and how its topics
 * relate to those in use.
 *
 * @param decision whether the candidate replaces the model in use
 * @param wordDrift Hellinger distance of each topic's words to those in the model in use; empty for
 *     the first model or if the number of topics differs
 * @param passageDrift Hellinger distance of each topic's distribution over the held-out passages;
 *     empty in the same cases and if no passage is held out
 * @param successors for each topic of the model in use, the candidate's topic that succeeds it;
 *     empty if the topics keep their numbers
 * @param labels a label of three words for each topic of the candidate
 */
public record ModelUpdate(
        PromotionDecision decision, double[] wordDrift, double[] passageDrift, int[] successors, List<String> labels) {
    private static final int LABEL_WORDS = 3;
    private static final int KEPT_WORDS = 2;
    private static final int TOP_WORDS = 20;

    /**
     * Compares a candidate with the model in use.
     *
     * @param inUse the model in use, or null
     * @param labelsInUse its labels
     * @param heldOut passages that neither model has learned from
     */
    public static ModelUpdate of(
            TopicModel inUse, List<String> labelsInUse, TopicModel candidate, List<BagOfWords> heldOut) {
        PromotionDecision decision = PromotionDecision.of(inUse, candidate, heldOut);
        boolean sameTopics = inUse != null && inUse.topics() == candidate.topics();
        List<String> labels = labels(candidate, sameTopics ? labelsInUse : List.of());
        if (inUse == null) {
            return new ModelUpdate(decision, new double[0], new double[0], new int[0], labels);
        }
        TopicComparison comparison = TopicComparison.of(inUse, candidate, heldOut);
        return sameTopics
                ? new ModelUpdate(decision, comparison.wordDrift(), comparison.passageDrift(), new int[0], labels)
                : new ModelUpdate(decision, new double[0], new double[0], comparison.successors(), labels);
    }

    /**
     * Labels each topic with its three most relevant words. A topic keeps its label while two of
     * the words are among its 20 most relevant.
     */
    private static List<String> labels(TopicModel model, List<String> labelsInUse) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < model.topics(); k++) {
            List<String> words = model.topWords(k, TOP_WORDS);
            String label = k < labelsInUse.size() ? labelsInUse.get(k) : "";
            long kept =
                    List.of(label.split(" ")).stream().filter(words::contains).count();
            labels.add(
                    kept >= KEPT_WORDS
                            ? label
                            : String.join(" ", words.subList(0, Math.min(LABEL_WORDS, words.size()))));
        }
        return labels;
    }
}
