// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.gumshoe.lm.config.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two models of the demo in eight bits against transformers in f32; skipped where their files are missing. */
class Int8ModelsTest {
    @ParameterizedTest
    @CsvSource({"SmolLM2-135M-Instruct.Q4_1.gguf, smollm2-135m", "gemma-3-270m-q4_k_m.gguf, gemma-3-270m"})
    void likelihoodIsCloseToF32(String file, String figures) {
        JsonNode expected = Golden.json(Golden.resource("golden/" + figures + ".json"));
        try (LanguageModel model = LanguageModel.load(Golden.model(file), Precision.INT8)) {
            for (String text : new String[] {"passage", "long"}) {
                double nll = expected.get(text).get("mean_nll").asDouble();
                assertThat(Golden.mean(model.nll(Golden.ints(expected.get(text).get("ids")))))
                        .as(text)
                        .isCloseTo(nll, within(.03))
                        .isNotCloseTo(nll, within(1e-6));
            }
        }
    }
}
