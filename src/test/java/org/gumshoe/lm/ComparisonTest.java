// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gumshoe.lm.config.Precision;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<String> PASSAGES = List.of(
            "The river was high that night, and the boat", "She said that she had not seen him since the spring.");
    private static final long CHARACTERS =
            PASSAGES.stream().mapToLong(String::length).sum();

    private static Comparison.View view(String name, Precision precision) {
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name), precision)) {
            return Comparison.View.of(model, PASSAGES);
        }
    }

    @Test
    void aModelAgreesWithItselfAndAlmostInAnotherPrecision() {
        Comparison.View full = view("llama3", Precision.F32);
        Comparison same = Comparison.of(full, full, CHARACTERS);
        assertThat(same.agreement()).isEqualTo(1);
        assertThat(same.difference()).isZero();
        assertThat(same.meanNll()[0] * same.tokens()[0]).isCloseTo(same.nllByCharacter()[0] * CHARACTERS, within(1e-9));

        Comparison half = Comparison.of(full, view("llama3", Precision.BF16), CHARACTERS);
        assertThat(half.difference()).isPositive().isLessThan(.1);
        assertThat(half.meanNll()[1]).isCloseTo(half.meanNll()[0], within(.02)).isNotEqualTo(half.meanNll()[0]);
    }

    @Test
    void nllIsThatOfTheModelAndTheLikeliestTokenIsTheGreedyOne() {
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/qwen2"))) {
            Comparison.View view = Comparison.View.of(model, PASSAGES);
            int[] ids = model.tokenizer().encode(PASSAGES.getFirst());
            assertThat(view.ids().getFirst()).isEqualTo(ids);
            assertThat(view.likelihoods().getFirst().nll()).isEqualTo(model.nll(ids));
            int[] beginning = java.util.Arrays.copyOf(ids, 5);
            assertThat(view.likelihoods().getFirst().argmax()[4])
                    .isEqualTo(Golden.greedy(model, model.tokenizer().decode(beginning), 1)[0]);
        }
    }

    @Test
    void ofDifferentTokenizersOnlyCharactersAreComparable() {
        Comparison other = Comparison.of(view("gpt2", Precision.F32), view("vicuna", Precision.F32), CHARACTERS);
        assertThat(other.agreement()).isNaN();
        assertThat(other.difference()).isNaN();
        assertThat(other.nllByCharacter()[0]).isPositive().isNotEqualTo(other.nllByCharacter()[1]);
    }

    @Test
    void passagesAreCutAtWhiteSpace() {
        assertThat(Comparison.passages(" one two  three\nfour", 5, 9)).containsExactly("one two", "three", "four");
        assertThat(Comparison.passages("one two three four", 5, 2)).containsExactly("one two", "three");
        assertThat(Comparison.passages(" \n ", 5, 2)).isEmpty();
    }
}
