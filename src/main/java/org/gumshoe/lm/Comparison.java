// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lm.transformer.TokenLikelihoods;

/**
 * A comparison of the predictions of two models, or of one model in two precisions, on the same
 * passages. Arrays hold the figure of the first model, then that of the second.
 *
 * @param meanNll mean negative log-likelihood of a token, in nats
 * @param nllByCharacter negative log-likelihood per character, which is comparable between
 *     tokenizers
 * @param tokens number of predicted tokens
 * @param agreement fraction of tokens for which both models rank the same token first; NaN where
 *     their tokenizers differ
 * @param difference mean absolute difference of a token's negative log-likelihood; NaN where their
 *     tokenizers differ
 * @param largest absolute difference of a token's negative log-likelihood; NaN where their tokenizers differ
 */
public record Comparison(
        double[] meanNll, double[] nllByCharacter, long[] tokens, double agreement, double difference, double largest) {
    /**
     * The predictions of one model, which outlive the model, so that two need not be in memory at
     * once.
     *
     * @param ids token ids of each passage
     * @param likelihoods likelihoods of the tokens of each passage
     */
    public record View(List<int[]> ids, List<TokenLikelihoods> likelihoods) {
        /** Predicts each passage by itself, truncated to the model's context length. */
        public static View of(LanguageModel model, List<String> passages) {
            List<int[]> ids = ids(model, passages);
            return new View(ids, ids.stream().map(model::likelihoods).toList());
        }

        /**
         * Predicts each passage token by token, as the model does when it writes; otherwise as {@link #of}.
         *
         * @param together passages that are read side by side
         */
        public static View asWritten(LanguageModel model, List<String> passages, int together) {
            List<int[]> ids = ids(model, passages);
            return new View(ids, model.likelihoodsAsWritten(ids, together));
        }

        private static List<int[]> ids(LanguageModel model, List<String> passages) {
            return passages.stream()
                    .map(model.tokenizer()::encode)
                    .map(ids ->
                            Arrays.copyOf(ids, Math.min(ids.length, model.info().context())))
                    .toList();
        }

        private double[] nll() {
            return likelihoods.stream()
                    .flatMapToDouble(each -> Arrays.stream(each.nll()))
                    .toArray();
        }

        private int[] argmax() {
            return likelihoods.stream()
                    .flatMapToInt(each -> Arrays.stream(each.argmax()))
                    .toArray();
        }

        private boolean sameTokens(View other) {
            for (int i = 0; i < ids.size(); i++) {
                if (!Arrays.equals(ids.get(i), other.ids.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Compares two models.
     *
     * @param characters number of characters of all passages
     */
    public static Comparison of(View a, View b, long characters) {
        double[] nllA = a.nll();
        double[] nllB = b.nll();
        double sumA = Arrays.stream(nllA).sum();
        double sumB = Arrays.stream(nllB).sum();
        double agreement = Double.NaN;
        double difference = Double.NaN;
        double largest = Double.NaN;
        if (a.sameTokens(b) && nllA.length > 0) {
            int[] argmaxA = a.argmax();
            int[] argmaxB = b.argmax();
            int same = 0;
            double sum = 0;
            largest = 0;
            for (int i = 0; i < nllA.length; i++) {
                same += argmaxA[i] == argmaxB[i] ? 1 : 0;
                sum += Math.abs(nllA[i] - nllB[i]);
                largest = Math.max(largest, Math.abs(nllA[i] - nllB[i]));
            }
            agreement = (double) same / nllA.length;
            difference = sum / nllA.length;
        }
        return new Comparison(
                new double[] {sumA / nllA.length, sumB / nllB.length},
                new double[] {sumA / characters, sumB / characters},
                new long[] {nllA.length, nllB.length},
                agreement,
                difference,
                largest);
    }

    /**
     * Splits a text into passages of about {@code length} characters, at white space.
     *
     * @param limit most passages
     */
    public static List<String> passages(String text, int length, int limit) {
        List<String> passages = new ArrayList<>();
        for (int from = 0; from < text.length() && passages.size() < limit; ) {
            int to = Math.min(text.length(), from + length);
            while (to < text.length() && !Character.isWhitespace(text.charAt(to))) {
                to++;
            }
            String passage = text.substring(from, to).strip();
            if (!passage.isEmpty()) {
                passages.add(passage);
            }
            from = to;
        }
        return passages;
    }
}
