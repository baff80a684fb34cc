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
    void aModelAgreesWithItselfAndNearlyWithItselfInBf16() {
        Comparison.View f32 = view("llama3", Precision.F32);
        Comparison same = Comparison.of(f32, f32, CHARACTERS);
        assertThat(same.agreement()).isEqualTo(1);
        assertThat(same.difference()).isZero();
        assertThat(same.largest()).isZero();
        assertThat(same.meanNll()[0] * same.tokens()[0]).isCloseTo(same.nllByCharacter()[0] * CHARACTERS, within(1e-9));

        Comparison bf16 = Comparison.of(f32, view("llama3", Precision.BF16), CHARACTERS);
        assertThat(bf16.difference()).isPositive().isLessThan(.1);
        assertThat(bf16.largest()).isGreaterThan(bf16.difference()).isLessThan(1);
        assertThat(bf16.meanNll()[1]).isCloseTo(bf16.meanNll()[0], within(.02)).isNotEqualTo(bf16.meanNll()[0]);
    }

    @Test
    void aModelThatWritesPredictsWhatItDoesWhenItReads() {
        for (int together : new int[] {1, 2}) {
            try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/llama3"), Precision.F32)) {
                Comparison written = Comparison.of(
                        Comparison.View.of(model, PASSAGES),
                        Comparison.View.asWritten(model, PASSAGES, together),
                        CHARACTERS);
                assertThat(written.agreement()).isEqualTo(1);
                assertThat(written.largest()).isLessThan(1e-4);
            }
        }
    }

    @Test
    void likelihoodsAreThoseOfTheModelAndArgmaxIsTheGreedyToken() {
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/qwen2"))) {
            Comparison.View view = Comparison.View.of(model, PASSAGES);
            int[] ids = model.tokenizer().encode(PASSAGES.getFirst());
            assertThat(view.ids().getFirst()).isEqualTo(ids);
            assertThat(view.likelihoods().getFirst().nll()).isEqualTo(model.nll(ids));
            int[] prefix = java.util.Arrays.copyOf(ids, 5);
            assertThat(view.likelihoods().getFirst().argmax()[4])
                    .isEqualTo(Golden.greedy(model, model.tokenizer().decode(prefix), 1)[0]);
        }
    }

    @Test
    void differentTokenizersAreComparableByCharacterOnly() {
        Comparison other = Comparison.of(view("gpt2", Precision.F32), view("vicuna", Precision.F32), CHARACTERS);
        assertThat(other.agreement()).isNaN();
        assertThat(other.difference()).isNaN();
        assertThat(other.nllByCharacter()[0]).isPositive().isNotEqualTo(other.nllByCharacter()[1]);
    }

    @Test
    void passagesAreSplitAtWhiteSpace() {
        assertThat(Comparison.passages(" one two  three\nfour", 5, 9)).containsExactly("one two", "three", "four");
        assertThat(Comparison.passages("one two three four", 5, 2)).containsExactly("one two", "three");
        assertThat(Comparison.passages(" \n ", 5, 2)).isEmpty();
    }
}
