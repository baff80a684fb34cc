// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gumshoe.lm.LanguageModel;

/**
 * Likelihood of a story by the unsteered model from the opening alone: low where steering or the
 * prompt made the model write what it otherwise would not.
 */
final class UnsteeredLikelihood {
    private final LanguageModel model;
    private final int[] opening;
    private final IntStream.Builder written = IntStream.builder();
    private double asWritten;

    /**
     * Creates the likelihood of a story to be written.
     *
     * @param opening of the request, without the prefix of its arm
     */
    UnsteeredLikelihood(LanguageModel model, String opening) {
        this.model = model;
        this.opening = model.tokenizer().encode(opening);
    }

    /** Adds a generated token. */
    void add(int id, double logProb) {
        written.add(id);
        asWritten += logProb;
    }

    /**
     * Returns the log-likelihood of the whole story in nats. It takes one forward pass, except for
     * a story without any influence. No token may be added afterwards.
     *
     * @param influenced whether anything but the opening influenced the model
     */
    double logProb(boolean influenced) {
        if (!influenced) {
            return asWritten;
        }
        int[] story = IntStream.concat(Arrays.stream(opening), written.build()).toArray();
        return -Arrays.stream(model.nll(story, opening.length)).sum();
    }
}
