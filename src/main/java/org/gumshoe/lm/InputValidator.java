// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.List;
import java.util.function.IntFunction;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.transformer.Injection;

/**
 * A validator of what a model is given: token ids, layers and injections.
 *
 * @param name the model's name, for error messages
 * @param token the text of a token, for error messages
 */
record InputValidator(String name, TransformerConfig config, IntFunction<String> token) {
    /**
     * Checks the token ids of a sequence.
     *
     * @throws BadInputException when there are none, more than the model's context length, or one
     *     that the model has no embedding of
     */
    void checkIds(int[] ids) {
        if (ids.length == 0) {
            throw new BadInputException("There are no tokens to read; give " + name + " a text.");
        }
        if (ids.length > config.contextLength()) {
            throw new BadInputException("A text of %d tokens is longer than %s reads (%d); split it."
                    .formatted(ids.length, name, config.contextLength()));
        }
        for (int id : ids) {
            if (id < 0 || id >= config.vocabSize()) {
                throw new BadInputException(
                        "The tokenizer of %s makes the token %s (%d), but the model has embeddings of %d tokens; %s"
                                .formatted(
                                        name,
                                        VisibleText.quoted(token.apply(id)),
                                        id,
                                        config.vocabSize(),
                                        "leave that token out of the text."));
            }
        }
    }

    /**
     * Checks layers that are to be read.
     *
     * @param loadedBlocks the number of blocks that are loaded, at most all
     * @throws BadInputException when one is not loaded
     */
    void checkLayers(int[] layers, int loadedBlocks) {
        for (int layer : layers) {
            if (layer < 0 || layer > loadedBlocks) {
                throw new BadInputException("Layer %d of %s cannot be read; layers 0 to %d are loaded."
                        .formatted(layer, name, loadedBlocks));
            }
        }
    }

    /**
     * Checks steering vectors.
     *
     * @throws BadInputException when one is for a layer that the model lacks, has the wrong size,
     *     or is not finite
     */
    void checkInjections(List<Injection> injections) {
        for (Injection injection : injections) {
            if (injection.layer() < 0 || injection.layer() > config.numLayers()) {
                throw new BadInputException(
                        "A vector for layer %d does not fit %s, which has layers 0 to %d; use one made for it."
                                .formatted(injection.layer(), name, config.numLayers()));
            }
            if (injection.vector().length != config.hiddenSize()) {
                throw new BadInputException(
                        "A vector of %d components does not fit %s, whose residual stream has %d; use one made for it."
                                .formatted(injection.vector().length, name, config.hiddenSize()));
            }
            for (float component : injection.vector()) {
                if (!Float.isFinite(component)) {
                    throw new BadInputException(
                            "A vector for layer %d of %s holds a component that is no number; make it again."
                                    .formatted(injection.layer(), name));
                }
            }
        }
    }
}
