// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Arrays;

/**
 * The perplexity of a model on a text.
 *
 * @param meanNll mean negative log-likelihood of a token, in nats; NaN without tokens
 * @param tokens number of predicted tokens
 */
public record Perplexity(double meanNll, long tokens) {
    /** Computes the perplexity with windows of the model's context length. */
    public static Perplexity of(LanguageModel model, String text) {
        return of(model, text, model.info().context());
    }

    /**
     * Computes the perplexity with consecutive windows that do not overlap. Each starts with the
     * model's beginning-of-sequence token; in a model without one the first token of a window is
     * not counted.
     *
     * @param window tokens of a window, at least 2
     */
    public static Perplexity of(LanguageModel model, String text, int window) {
        if (window < 2 || window > model.info().context()) {
            throw new IllegalArgumentException("a window of " + window + " tokens");
        }
        int[] ids = model.tokenizer().encode(text);
        int bos = model.tokenizer().bosId();
        int bosCount = bos >= 0 && ids.length > 0 && ids[0] == bos ? 1 : 0;
        int step = window - bosCount;
        double sum = 0;
        long tokens = 0;
        for (int from = bosCount; from < ids.length; from += step) {
            int[] part = Arrays.copyOfRange(ids, from - bosCount, Math.min(ids.length, from + step));
            if (bosCount == 1) {
                part[0] = bos;
            }
            if (part.length > 1) {
                double[] nll = model.nll(part);
                sum += Arrays.stream(nll).sum();
                tokens += nll.length;
            }
        }
        return new Perplexity(tokens == 0 ? Double.NaN : sum / tokens, tokens);
    }

    /** Returns exp(meanNll). */
    public double perplexity() {
        return Math.exp(meanNll);
    }
}
