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
 * How well a model foresees passages that it has not learned: topics are inferred from one half of
 * a passage's words, and the other half is foretold from them (document completion; Wallach,
 * Murray, Salakhutdinov and Mimno 2009, section 5.1). Words outside the vocabulary are passed over,
 * so only models of the same vocabulary compare.
 *
 * @param logLikelihood of the words foretold, in nats
 * @param tokens words foretold
 * @param unknown words passed over, of both halves
 */
public record DocumentCompletion(double logLikelihood, long tokens, long unknown) {
    private static final String HALVES = "halves";

    /**
     * Passages of fewer than two known words count nothing. Words are dealt into halves by the
     * number of the passage, the same for every model.
     */
    public static DocumentCompletion of(TopicModel model, List<BagOfWords> passages) {
        return each(model, passages).stream().reduce(new DocumentCompletion(0, 0, 0), DocumentCompletion::plus);
    }

    /** Passage by passage. */
    public static List<DocumentCompletion> each(TopicModel model, List<BagOfWords> passages) {
        return IntStream.range(0, passages.size())
                .parallel()
                .mapToObj(d -> one(model, passages.get(d), SeededRandom.random(0, HALVES, d)))
                .toList();
    }

    /** exp of the mean negative log-likelihood of a word; NaN without words. */
    public double perplexity() {
        return Math.exp(-logLikelihood / tokens);
    }

    private DocumentCompletion plus(DocumentCompletion other) {
        return new DocumentCompletion(
                logLikelihood + other.logLikelihood, tokens + other.tokens, unknown + other.unknown);
    }

    private static DocumentCompletion one(TopicModel model, BagOfWords bag, SplittableRandom random) {
        List<String> seen = new ArrayList<>();
        List<String> foretold = new ArrayList<>();
        long unknown = 0;
        for (int i = 0; i < bag.words().length; i++) {
            if (model.indexOf(bag.words()[i]) < 0) {
                unknown += bag.counts()[i];
                continue;
            }
            for (int c = 0; c < bag.counts()[i]; c++) {
                (random.nextBoolean() ? seen : foretold).add(bag.words()[i]);
            }
        }
        if (seen.isEmpty()) {
            return new DocumentCompletion(0, 0, unknown);
        }
        float[] theta = model.proportions(BagOfWords.of(seen));
        double sum = 0;
        for (String word : foretold) {
            sum += Math.log(model.probability(word, theta));
        }
        return new DocumentCompletion(sum, foretold.size(), unknown);
    }
}
