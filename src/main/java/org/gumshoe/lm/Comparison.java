// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lm.transformer.TokenLikelihoods;

/**
 * How differently two models, or one in two precisions, foresee the same passages.
 *
 * @param meanNll of a token, of the first and of the second, in natural units
 * @param nllByCharacter the same for each character of text: comparable where tokens are not
 * @param tokens how many were foreseen, by the first and by the second
 * @param agreement share of the tokens of which both hold the same one likeliest; NaN where their
 *     tokens differ
 * @param difference mean of the absolute difference of a token's NLL; NaN where their tokens differ
 */
public record Comparison(
        double[] meanNll, double[] nllByCharacter, long[] tokens, double agreement, double difference) {
    /**
     * One model's view of some passages; kept when the model is closed, so that two need not be in
     * memory at once.
     */
    public record View(List<int[]> ids, List<TokenLikelihoods> foreseen) {
        /** Each passage is read by itself, as far as the model's context reaches. */
        public static View of(LanguageModel model, List<String> passages) {
            List<int[]> ids = new ArrayList<>();
            List<TokenLikelihoods> foreseen = new ArrayList<>();
            for (String passage : passages) {
                int[] all = model.tokenizer().encode(passage);
                int[] read =
                        Arrays.copyOf(all, Math.min(all.length, model.info().context()));
                ids.add(read);
                foreseen.add(model.foresee(read));
            }
            return new View(ids, foreseen);
        }

        private double[] nll() {
            return foreseen.stream()
                    .flatMapToDouble(each -> Arrays.stream(each.nll()))
                    .toArray();
        }

        private int[] likeliest() {
            return foreseen.stream()
                    .flatMapToInt(each -> Arrays.stream(each.likeliest()))
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

    /** @param characters of all the passages that both have seen */
    public static Comparison of(View a, View b, long characters) {
        double[] nllA = a.nll();
        double[] nllB = b.nll();
        double sumA = Arrays.stream(nllA).sum();
        double sumB = Arrays.stream(nllB).sum();
        double agreement = Double.NaN;
        double difference = Double.NaN;
        if (a.sameTokens(b) && nllA.length > 0) {
            int[] bestA = a.likeliest();
            int[] bestB = b.likeliest();
            int same = 0;
            double sum = 0;
            for (int i = 0; i < nllA.length; i++) {
                same += bestA[i] == bestB[i] ? 1 : 0;
                sum += Math.abs(nllA[i] - nllB[i]);
            }
            agreement = (double) same / nllA.length;
            difference = sum / nllA.length;
        }
        return new Comparison(
                new double[] {sumA / nllA.length, sumB / nllB.length},
                new double[] {sumA / characters, sumB / characters},
                new long[] {nllA.length, nllB.length},
                agreement,
                difference);
    }

    /** A text in passages of about {@code length} characters, cut at white space. */
    public static List<String> passages(String text, int length, int most) {
        List<String> passages = new ArrayList<>();
        for (int from = 0; from < text.length() && passages.size() < most; ) {
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
