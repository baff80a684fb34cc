// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gumshoe.lm.LanguageModel;

/**
 * How likely a model, left to itself, holds what it wrote under an influence: low where the
 * influence made it write what it would not.
 */
final class UnsteeredLikelihood {
    private final LanguageModel model;
    private final int[] opening;
    private final IntStream.Builder written = IntStream.builder();
    private double asWritten;

    /** @param opening the request's, without what an arm puts before it */
    UnsteeredLikelihood(LanguageModel model, String opening) {
        this.model = model;
        this.opening = model.tokenizer().encode(opening);
    }

    void hear(int id, double logProb) {
        written.add(id);
        asWritten += logProb;
    }

    /**
     * Of the whole story, in natural units, in one pass over it. A story that nothing has
     * influenced needs none. No token may be heard afterwards.
     *
     * @param influenced whether the story was written otherwise than by the model from this opening
     *     alone
     */
    double logProb(boolean influenced) {
        if (!influenced) {
            return asWritten;
        }
        int[] story = IntStream.concat(Arrays.stream(opening), written.build()).toArray();
        return -Arrays.stream(model.nll(story, opening.length)).sum();
    }
}
