// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnembeddingTest {
    /** The last hidden state of transformers is the normed one. */
    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void normsTheLastLayerAsTransformersDo(String name) {
        JsonNode expected = Golden.json(Golden.resource("tiny/" + name + "/expected.json"));
        int[] ids = Golden.ints(expected.get("ids"));
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name))) {
            int blocks = model.info().blocks();
            float[] residual =
                    model.read(List.of(ids), new int[] {blocks}).getFirst().at(blocks, ids.length - 1);

            Golden.assertClose(
                    model.unembedding().normed(residual),
                    Golden.floats(expected.get("hidden").get(blocks).get("last")),
                    1e-4,
                    name);
        }
    }

    @ParameterizedTest
    @MethodSource("org.gumshoe.lm.Golden#architectures")
    void readsTheMeanLogitOfTheWordsLessThatOfAllTokens(String name) {
        int[] ids = {1, 5, 9, 13, 2};
        List<String> words = List.of("the", "detective");
        try (LanguageModel whole = LanguageModel.load(Golden.resource("tiny/" + name));
                LanguageModel headless = LanguageModel.load(Golden.resource("tiny/" + name), 0)) {
            int blocks = whole.info().blocks();
            float[] logits = whole.logits(ids, List.of());
            float[] residual =
                    whole.read(List.of(ids), new int[] {blocks}).getFirst().at(blocks, ids.length - 1);
            int[] tokens = words.stream()
                    .flatMap(w -> Stream.of(w, " " + w, capital(w), " " + capital(w)))
                    .mapToInt(w -> whole.tokenizer().encodeWithoutSpecial(w)[0])
                    .toArray();

            float[] state = whole.unembedding().normed(residual);
            float[] readOut = headless.unembedding().readOut(words);

            double ofWords =
                    IntStream.of(tokens).mapToDouble(t -> logits[t]).average().orElseThrow();
            double ofAll = IntStream.range(0, logits.length)
                    .mapToDouble(t -> logits[t])
                    .average()
                    .orElseThrow();
            double read = IntStream.range(0, state.length)
                    .mapToDouble(i -> state[i] * readOut[i])
                    .sum();
            assertThat(read).isCloseTo(ofWords - ofAll, within(1e-3));
        }
    }

    @Test
    void wantsWords() {
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/gpt2"), 0)) {
            assertThatThrownBy(() -> model.unembedding().readOut(List.of()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("seed words");
        }
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
