// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Arrays;

/**
 * How well a model foresees a text.
 *
 * @param meanNll mean negative log-likelihood of a token, in natural units
 * @param tokens how many tokens were foreseen
 */
public record Perplexity(double meanNll, long tokens) {
    /** The text in windows of the model's whole context. */
    public static Perplexity of(LanguageModel model, String text) {
        return of(model, text, model.info().context());
    }

    /**
     * Long texts are read in windows that follow one another without overlap, each begun with the
     * model's beginning-of-sequence token where it has one; the first token of a window that has
     * none is not counted.
     *
     * @param window tokens of a window, at least 2
     * @return mean NaN for a text too short to foresee anything in
     */
    public static Perplexity of(LanguageModel model, String text, int window) {
        if (window < 2 || window > model.info().context()) {
            throw new IllegalArgumentException("a window of " + window + " tokens");
        }
        int[] ids = model.tokenizer().encode(text);
        int bos = model.tokenizer().bos();
        int begin = bos >= 0 && ids.length > 0 && ids[0] == bos ? 1 : 0;
        int step = window - begin;
        double sum = 0;
        long tokens = 0;
        for (int from = begin; from < ids.length; from += step) {
            int[] part = Arrays.copyOfRange(ids, from - begin, Math.min(ids.length, from + step));
            if (begin == 1) {
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

    /** e to the mean negative log-likelihood. */
    public double perplexity() {
        return Math.exp(meanNll);
    }
}
