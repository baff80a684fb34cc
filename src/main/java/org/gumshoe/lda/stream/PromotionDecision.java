// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.util.List;
import java.util.Locale;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.DocumentCompletion;

/**
 * Whether a candidate may take the place of the model in use: held-out likelihood must not fall
 * beyond noise.
 *
 * @param granted whether it may
 * @param heldOutPerWord log-likelihood of a held-out word under the candidate, by document
 *     completion, in nats; 0 without passages
 * @param reason a sentence for a reader
 */
public record PromotionDecision(boolean granted, double heldOutPerWord, String reason) {
    private static final double NOISE = 2;

    /**
     * Judges. Both models complete the same passages over the words that both know, since a larger
     * vocabulary has more to spread its probability over. Noise is two standard errors of the mean
     * difference, taken passage by passage. A model of another number of topics, which a person has
     * asked for, takes over when it has seen as much as the one in use.
     *
     * @param inUse the model in use, or null
     * @param heldOut passages that neither has learned
     */
    public static PromotionDecision of(TopicModel inUse, TopicModel candidate, List<BagOfWords> heldOut) {
        DocumentCompletion alone = DocumentCompletion.of(candidate, heldOut);
        double perWord = alone.tokens() == 0 ? 0 : alone.logLikelihood() / alone.tokens();
        if (inUse == null) {
            return new PromotionDecision(true, perWord, "the first version");
        }
        Difference difference = Difference.of(inUse, candidate, heldOut);
        String against = difference.toString() + " against version " + inUse.version();
        if (inUse.topics() != candidate.topics()) {
            boolean caughtUp = candidate.passages() >= inUse.passages();
            String asked = candidate.topics() + " topics instead of " + inUse.topics();
            return new PromotionDecision(
                    caughtUp,
                    perWord,
                    caughtUp
                            ? asked + "; " + against
                            : asked + " take over when they have seen " + inUse.passages() + " passages, not "
                                    + candidate.passages());
        }
        boolean worse = difference.mean < -NOISE * difference.error;
        return new PromotionDecision(!worse, perWord, against + (worse ? ": worse beyond noise" : ""));
    }

    /**
     * Candidate less model in use.
     *
     * @param mean nats a held-out word
     * @param error standard error of the mean, as of a ratio of sums over passages; infinite for
     *     fewer than two
     */
    private record Difference(double mean, double error, int passages) {
        static Difference of(TopicModel inUse, TopicModel candidate, List<BagOfWords> heldOut) {
            List<DocumentCompletion> before = DocumentCompletion.each(inUse.sharedWith(candidate), heldOut);
            List<DocumentCompletion> after = DocumentCompletion.each(candidate.sharedWith(inUse), heldOut);
            double sum = 0;
            double tokens = 0;
            int passages = 0;
            for (int d = 0; d < before.size(); d++) {
                sum += after.get(d).logLikelihood() - before.get(d).logLikelihood();
                tokens += before.get(d).tokens();
                passages += before.get(d).tokens() > 0 ? 1 : 0;
            }
            if (passages < 2) {
                return new Difference(0, Double.POSITIVE_INFINITY, passages);
            }
            double mean = sum / tokens;
            double squares = 0;
            for (int d = 0; d < before.size(); d++) {
                double deviation = after.get(d).logLikelihood()
                        - before.get(d).logLikelihood()
                        - mean * before.get(d).tokens();
                squares += deviation * deviation;
            }
            return new Difference(mean, Math.sqrt(squares * passages / (passages - 1)) / tokens, passages);
        }

        @Override
        public String toString() {
            return passages < 2
                    ? "too few passages are held out to judge it"
                    : String.format(
                            Locale.ROOT, "%+.4f ± %.4f nats a word of %d held-out passages", mean, error, passages);
        }
    }
}
