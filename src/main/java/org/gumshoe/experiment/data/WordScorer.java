// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.Unembedding;

/** Scorer of passages by the words of a concept: how much rather would a model say these than an average word? */
public final class WordScorer implements AutoCloseable {
    private final PairedActivations activations;
    private final LanguageModel weak;
    private final LanguageModel strong;
    private final Unembedding ofWeak;
    private final Unembedding ofStrong;

    /** Opens both models without their blocks. */
    public WordScorer(ExperimentConfig config, PairedActivations activations) {
        this.activations = activations;
        this.weak = LanguageModel.load(config.weak(), 0);
        this.strong = LanguageModel.load(config.strong(), 0);
        this.ofWeak = weak.unembedding();
        this.ofStrong = strong.unembedding();
    }

    /** Returns the hashes of both models, for keys of caches. */
    public String models() {
        return weak.info().sha256() + " " + strong.info().sha256();
    }

    /** Returns the weak model's word score of each passage. */
    public double[] weak(List<String> words) {
        return scores(activations.weak(), ofWeak.readOut(words));
    }

    /** Returns the strong model's word score of each passage. */
    public double[] strong(List<String> words) {
        return scores(activations.strong(), ofStrong.readOut(words));
    }

    /** Reads out words of a model, of which no block is opened. */
    static float[] readOut(Path model, List<String> words) {
        try (LanguageModel opened = LanguageModel.load(model, 0)) {
            return opened.unembedding().readOut(words);
        }
    }

    /** Returns the word score of each passage. */
    static double[] scores(PassageActivations asked, float[] readOut) {
        return Arrays.stream(asked.wordStatesOrNull())
                .mapToDouble(state -> LayerDataset.dot(state, readOut))
                .toArray();
    }

    @Override
    public void close() {
        weak.close();
        strong.close();
    }
}
