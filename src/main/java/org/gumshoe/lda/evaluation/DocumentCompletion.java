// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.math.SeededRandom;

/**
 * The held-out likelihood of a topic model by document completion: topic proportions are inferred
 * from one half of a passage's tokens, and the other half is predicted from them (Wallach, Murray,
 * Salakhutdinov and Mimno 2009, section 5.1). Words outside the vocabulary are skipped, so only
 * models of the same vocabulary are comparable.
 *
 * @param logLikelihood log-likelihood of the predicted tokens, in nats
 * @param tokens number of predicted tokens
 * @param unknown number of skipped tokens, in both halves
 */
public record DocumentCompletion(double logLikelihood, long tokens, long unknown) {
    private static final String HALVES = "halves";

    /**
     * Sums over passages. The split into halves depends on the passage's index only, so it is the
     * same for every model.
     */
    public static DocumentCompletion of(TopicModel model, List<BagOfWords> passages) {
        return perPassage(model, passages).stream().reduce(new DocumentCompletion(0, 0, 0), DocumentCompletion::plus);
    }

    /** Evaluates each passage; one whose observed half is empty has no predicted tokens. */
    public static List<DocumentCompletion> perPassage(TopicModel model, List<BagOfWords> passages) {
        return IntStream.range(0, passages.size())
                .parallel()
                .mapToObj(d -> ofPassage(model, passages.get(d), SeededRandom.random(0, HALVES, d)))
                .toList();
    }

    /** Returns exp(-logLikelihood / tokens); NaN without tokens. */
    public double perplexity() {
        return Math.exp(-logLikelihood / tokens);
    }

    private DocumentCompletion plus(DocumentCompletion other) {
        return new DocumentCompletion(
                logLikelihood + other.logLikelihood, tokens + other.tokens, unknown + other.unknown);
    }

    private static DocumentCompletion ofPassage(TopicModel model, BagOfWords bag, SplittableRandom random) {
        List<String> observed = new ArrayList<>();
        List<String> predicted = new ArrayList<>();
        long unknown = 0;
        for (int i = 0; i < bag.words().length; i++) {
            if (model.indexOf(bag.words()[i]) < 0) {
                unknown += bag.counts()[i];
                continue;
            }
            for (int c = 0; c < bag.counts()[i]; c++) {
                (random.nextBoolean() ? observed : predicted).add(bag.words()[i]);
            }
        }
        if (observed.isEmpty()) {
            return new DocumentCompletion(0, 0, unknown);
        }
        float[] theta = model.proportions(BagOfWords.of(observed));
        double sum = 0;
        for (String word : predicted) {
            sum += Math.log(model.probability(word, theta));
        }
        return new DocumentCompletion(sum, predicted.size(), unknown);
    }
}
