// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.pipeline.ReadSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageActivationsTest {
    private static final List<String> TEXTS = List.of(
            "The inspector looked at the window and found no clue.", "The ship went to sea with all her sails set.");
    private static final int[] LAYERS = {1, 2};

    @TempDir
    Path cache;

    @Test
    void thePromptBehindAPassageDoesNotChangeItsActivation() {
        PassageActivations plain = read(false);
        PassageActivations asked = read(true);
        PassageActivations fromCache = read(true);

        assertThat(plain.wordStatesOrNull()).isNull();
        for (int i = 0; i < TEXTS.size(); i++) {
            for (int l = 0; l < LAYERS.length; l++) {
                Golden.assertClose(asked.rows()[i][l], plain.rows()[i][l], 1e-5, "passage " + i);
                assertThat(fromCache.rows()[i][l]).isEqualTo(asked.rows()[i][l]);
            }
            assertThat(fromCache.wordStatesOrNull()[i]).isEqualTo(asked.wordStatesOrNull()[i]);
        }
    }

    @Test
    void theWordStateIsThatOfTheLastTokenOfThePrompt() {
        float[] state = read(true).wordStatesOrNull()[1];
        try (LanguageModel model = LanguageModel.load(location())) {
            int[] passage = model.tokenizer().encode(TEXTS.get(1));
            int[] prompt = model.tokenizer().encodeWithoutSpecial(ReadSpec.WORD_PROMPT);
            float[] logits = model.logits(
                    ReadSpec.DEFAULT.cutAndAsk(passage, prompt, model.info().context()), List.of());
            List<String> words = List.of("crime");
            float[] readOut = model.unembedding().readOut(words);
            double all = 0;
            for (float logit : logits) {
                all += logit / logits.length;
            }
            double ofWords = 0;
            for (String spelling : List.of("crime", "Crime", " crime", " Crime")) {
                ofWords += logits[model.tokenizer().encodeWithoutSpecial(spelling)[0]] / 4;
            }

            assertThat(LayerDataset.dot(state, readOut)).isCloseTo(ofWords - all, within(1e-3));
        }
    }

    private PassageActivations read(boolean asks) {
        ModelInfo info = LanguageModel.info(location());
        return PassageActivations.read(
                location(), info, LAYERS, ReadSpec.DEFAULT, asks, TEXTS, cache, ExperimentListener.SILENT);
    }

    private static Path location() {
        return Golden.resource("tiny/gemma3");
    }
}
