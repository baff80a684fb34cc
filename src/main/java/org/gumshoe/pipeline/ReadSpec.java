// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import org.gumshoe.lm.transformer.HiddenStates;

/**
 * Specification of how a language model reads a passage into one activation for each layer.
 *
 * @param tokens maximum length; longer passages are truncated. Passages of about 300 words fit.
 * @param sink number of first positions left out of the mean, which hold an attention sink (Xiao et
 *     al. 2024)
 */
public record ReadSpec(int tokens, int sink) {
    public static final ReadSpec DEFAULT = new ReadSpec(400, 5);

    /**
     * Text behind a passage that asks the model for one word (PromptEOL, Jiang et al. 2024). What the
     * model would say there is read by {@link org.gumshoe.lm.Unembedding}.
     */
    public static final String WORD_PROMPT = "\n\nThis passage in one word means:\"";

    /**
     * Truncates a passage.
     *
     * @param context the model's context length
     */
    public int[] cut(int[] ids, int context) {
        return Arrays.copyOf(ids, Math.min(Math.min(tokens, context), ids.length));
    }

    /**
     * Truncates a passage so that the prompt fits behind it, and appends the prompt.
     *
     * @param prompt tokens of {@link #WORD_PROMPT}
     */
    public int[] cutAndAsk(int[] ids, int[] prompt, int context) {
        int[] passage = cut(ids, context - prompt.length);
        int[] asked = Arrays.copyOf(passage, passage.length + prompt.length);
        System.arraycopy(prompt, 0, asked, passage.length, prompt.length);
        return asked;
    }

    /**
     * Returns the first position of the mean; a passage that is no longer than the sink keeps its
     * last token.
     */
    public int firstPosition(int length) {
        return Math.min(sink, length - 1);
    }

    /**
     * Returns the activation: the residual stream after {@code layer} blocks, averaged over
     * positions.
     */
    public float[] pool(HiddenStates states, int layer) {
        return pool(states, layer, states.length());
    }

    /** Returns the activation of a passage of {@code length} tokens that something follows. */
    public float[] pool(HiddenStates states, int layer, int length) {
        return states.mean(layer, firstPosition(length), length);
    }
}
