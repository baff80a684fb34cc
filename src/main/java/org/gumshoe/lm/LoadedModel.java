// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.tokenizer.SharedTokenizer;
import org.gumshoe.lm.tokenizer.Tokenizer;
import org.gumshoe.lm.transformer.Transformer;
import org.gumshoe.lm.weights.ModelFile;

/** Parts of a model that is loaded from a file: they are opened together and closed together. */
record LoadedModel(ModelFile file, ModelInfo info, Tokenizer tokenizer, Transformer transformer)
        implements AutoCloseable {
    /**
     * Loads the first {@code numBlocks} blocks of a model. The file is closed with the model, or at
     * once when the model cannot be loaded.
     *
     * @param withLmHead whether the head is loaded, to predict tokens
     * @throws BadInputException when the model has fewer blocks, or its file is damaged or its
     *     tensor types or tokenizer are unknown
     */
    static LoadedModel load(ModelFile file, int numBlocks, boolean withLmHead, Precision precision) {
        try {
            return loadParts(file, numBlocks, withLmHead, precision);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static LoadedModel loadParts(ModelFile file, int numBlocks, boolean withLmHead, Precision precision) {
        int numLayers = file.config().numLayers();
        if (numBlocks < 0 || numBlocks > numLayers) {
            throw new BadInputException("%s has %d blocks, so its first %d cannot be loaded; ask for fewer."
                    .formatted(file.location(), numLayers, numBlocks));
        }
        ModelInfo info = ModelInfoReader.of(file);
        Tokenizer tokenizer = file.tokenizer();
        // Building the tokenizer of a large vocabulary leaves 200 MB of garbage. The launcher's VM
        // returns that memory to the system only after a collection.
        System.gc();
        try {
            Transformer transformer = new Transformer(
                    file, numBlocks, withLmHead, precision, opened -> PlanCache.planOf(info, precision, opened));
            return new LoadedModel(file, info, tokenizer, transformer);
        } catch (RuntimeException | Error e) {
            close(tokenizer);
            throw e;
        }
    }

    private static void close(Tokenizer tokenizer) {
        switch (tokenizer) {
            case SharedTokenizer shared -> shared.close();
            case FastTokenizer fast -> fast.close();
            default -> {}
        }
    }

    /** Checks that the head was loaded, which predicts tokens. */
    void requireLmHead() {
        if (!transformer.hasLmHead()) {
            throw new IllegalStateException(
                    info.name() + " was loaded for reading layers only; load it whole to predict tokens");
        }
    }

    @Override
    public void close() {
        transformer.close();
        close(tokenizer);
        file.close();
    }
}
