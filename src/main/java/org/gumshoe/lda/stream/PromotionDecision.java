// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.util.List;
import java.util.Locale;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.DocumentCompletion;

/**
 * The decision whether a candidate replaces the model in use: it does unless its held-out
 * likelihood is significantly lower.
 *
 * @param promoted whether the candidate replaces the model in use
 * @param heldOutPerWord mean log-likelihood of a held-out token under the candidate, by document
 *     completion, in nats; 0 without held-out passages
 * @param reason one sentence for the user
 */
public record PromotionDecision(boolean promoted, double heldOutPerWord, String reason) {
    private static final double STANDARD_ERRORS = 2;

    /**
     * Decides by document completion. The models are compared on their common vocabulary, since a
     * larger vocabulary lowers the probability of each word. The candidate is refused if its mean
     * log-likelihood per token is lower by more than two standard errors of the paired difference.
     * A candidate with another number of topics, which the user asked for, is promoted once it has
     * seen as many passages as the model in use.
     *
     * @param inUse the model in use, or null
     * @param heldOut passages that neither model has learned from
     */
    public static PromotionDecision of(TopicModel inUse, TopicModel candidate, List<BagOfWords> heldOut) {
        DocumentCompletion completion = DocumentCompletion.of(candidate, heldOut);
        double perWord = completion.tokens() == 0 ? 0 : completion.logLikelihood() / completion.tokens();
        if (inUse == null) {
            return new PromotionDecision(true, perWord, "the first version");
        }
        Difference difference = Difference.of(inUse, candidate, heldOut);
        String comparison = difference + " against version " + inUse.version();
        if (inUse.topics() != candidate.topics()) {
            boolean caughtUp = candidate.passages() >= inUse.passages();
            String change = candidate.topics() + " topics instead of " + inUse.topics();
            return new PromotionDecision(
                    caughtUp,
                    perWord,
                    caughtUp
                            ? change + "; " + comparison
                            : change + " take over when they have seen " + inUse.passages() + " passages, not "
                                    + candidate.passages());
        }
        boolean worse = difference.mean < -STANDARD_ERRORS * difference.standardError;
        return new PromotionDecision(!worse, perWord, comparison + (worse ? ": worse beyond noise" : ""));
    }

    /**
     * The candidate's log-likelihood less that of the model in use.
     *
     * @param mean nats per held-out token
     * @param standardError standard error of the mean, as a ratio estimator over passages; infinite
     *     for fewer than two passages
     */
    private record Difference(double mean, double standardError, int passages) {
        static Difference of(TopicModel inUse, TopicModel candidate, List<BagOfWords> heldOut) {
            List<DocumentCompletion> before = DocumentCompletion.perPassage(inUse.restrictedTo(candidate), heldOut);
            List<DocumentCompletion> after = DocumentCompletion.perPassage(candidate.restrictedTo(inUse), heldOut);
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
                            Locale.ROOT,
                            "%+.4f ± %.4f nats a word of %d held-out passages",
                            mean,
                            standardError,
                            passages);
        }
    }
}
