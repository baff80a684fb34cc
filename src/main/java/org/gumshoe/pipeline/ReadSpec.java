// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import org.gumshoe.lm.transformer.HiddenStates;

/**
 * Specification of how a language model reads a passage into one activation a layer.
 *
 * @param tokens a longer passage is cut after so many; whole passages of about 300 words fit
 * @param sink first positions that are left out of the mean: they hold an attention sink (Xiao et
 *     al. 2023)
 */
public record ReadSpec(int tokens, int sink) {
    public static final ReadSpec DEFAULT = new ReadSpec(400, 5);

    /** The part of a passage that is read by a model with this context. */
    public int[] cut(int[] ids, int context) {
        return Arrays.copyOf(ids, Math.min(Math.min(tokens, context), ids.length));
    }

    /** The first position that counts; a passage shorter than the sink has its last token. */
    public int firstPosition(int length) {
        return Math.min(sink, length - 1);
    }

    /** The activation: the residual stream after {@code layer} blocks, averaged over positions. */
    public float[] pool(HiddenStates states, int layer) {
        return states.mean(layer, firstPosition(states.length()));
    }
}
