// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.junit.jupiter.api.Test;

class ModelUpdateTest {
    private static final String[] WORDS = {"clue", "murder", "sail", "tide"};
    private static final TopicModel SHARP = model(3, new float[][] {{50, 1}, {50, 1}, {1, 60}, {1, 60}});
    private static final TopicModel BLUNT = model(4, new float[][] {{50, 30}, {50, 30}, {30, 60}, {30, 60}});
    private static final List<BagOfWords> HELD_OUT = IntStream.range(0, 40)
            .mapToObj(d -> BagOfWords.of(d % 2 == 0 ? alternate("clue", "murder", d) : alternate("sail", "tide", d)))
            .toList();

    private static List<String> alternate(String a, String b, int d) {
        return IntStream.range(0, 20 + d % 7).mapToObj(i -> i % 2 == 0 ? a : b).toList();
    }

    private static TopicModel model(long version, float[][] lambda, String... more) {
        String[] words = new String[WORDS.length + more.length];
        System.arraycopy(WORDS, 0, words, 0, WORDS.length);
        System.arraycopy(more, 0, words, WORDS.length, more.length);
        float[] alpha = new float[lambda[0].length];
        Arrays.fill(alpha, .1f);
        return new TopicModel(version, alpha.length, words, lambda, alpha, .1f, 100 * version, 2, -1, List.of());
    }

    @Test
    void promotesTheFirstModel() {
        ModelUpdate first = ModelUpdate.of(null, List.of(), SHARP, HELD_OUT);

        assertThat(first.decision().promoted()).isTrue();
        assertThat(first.decision().reason()).isEqualTo("the first version");
        // two equal words of a topic that is known almost surely
        assertThat(first.decision().heldOutPerWord()).isCloseTo(Math.log(.5), within(.05));
        assertThat(first.wordDrift()).isEmpty();
        assertThat(first.labels()).hasSize(2).allMatch(label -> label.split(" ").length == 3);
    }

    @Test
    void refusesASignificantlyLowerHeldOutLikelihood() {
        PromotionDecision worse = PromotionDecision.of(SHARP, BLUNT, HELD_OUT);
        PromotionDecision better = PromotionDecision.of(BLUNT, SHARP, HELD_OUT);
        PromotionDecision same = PromotionDecision.of(SHARP, SHARP, HELD_OUT);

        assertThat(worse.promoted()).isFalse();
        assertThat(worse.reason())
                .startsWith("-0.")
                .endsWith("of 40 held-out passages against version 3: worse beyond noise");
        assertThat(better.promoted()).isTrue();
        assertThat(better.reason()).startsWith("+0.").endsWith("against version 4");
        assertThat(same.promoted()).isTrue();
        assertThat(same.reason()).startsWith("+0.0000 ± 0.0000");
        assertThat(PromotionDecision.of(SHARP, BLUNT, HELD_OUT.subList(0, 1)).reason())
                .startsWith("too few passages");
        assertThat(PromotionDecision.of(SHARP, BLUNT, List.of()).promoted()).isTrue();
    }

    @Test
    void largerVocabularyIsNotPenalised() {
        TopicModel larger = model(5, new float[][] {{50, 1}, {50, 1}, {1, 60}, {1, 60}, {500, 500}}, "weather");

        PromotionDecision decision = PromotionDecision.of(SHARP, larger, HELD_OUT);

        assertThat(decision.promoted()).isTrue();
        assertThat(decision.reason()).startsWith("+0.0000");
    }

    @Test
    void swappedTopicsDriftInWordsAndPassages() {
        TopicModel swapped = model(4, new float[][] {{1, 50}, {1, 50}, {60, 1}, {60, 1}});

        ModelUpdate still = ModelUpdate.of(SHARP, List.of(), SHARP, HELD_OUT);
        ModelUpdate traded = ModelUpdate.of(SHARP, List.of(), swapped, HELD_OUT);

        assertThat(still.wordDrift()).containsExactly(new double[2], within(1e-3));
        assertThat(still.passageDrift()).containsExactly(new double[2], within(1e-3));
        assertThat(Arrays.stream(traded.wordDrift()).min()).hasValueCloseTo(.9, within(.1));
        assertThat(Arrays.stream(traded.passageDrift()).min()).hasValueCloseTo(.9, within(.1));
        assertThat(traded.successors()).isEmpty();
    }

    @Test
    void modelWithAnotherKIsPromotedOnceItHasSeenAsManyPassages() {
        TopicModel early = model(2, new float[][] {{1, 50, 1}, {1, 50, 1}, {40, 1, 1}, {40, 1, 9}});
        TopicModel late = model(3, early.lambda());

        ModelUpdate refused = ModelUpdate.of(SHARP, List.of("a b c", "d e f"), early, HELD_OUT);
        ModelUpdate promoted = ModelUpdate.of(SHARP, List.of("a b c", "d e f"), late, HELD_OUT);

        assertThat(refused.decision().promoted()).isFalse();
        assertThat(refused.decision().reason())
                .isEqualTo("3 topics instead of 2 take over when they have seen 300 passages, not 200");
        assertThat(promoted.decision().promoted()).isTrue();
        assertThat(promoted.successors()).containsExactly(1, 0);
        assertThat(promoted.labels()).hasSize(3).doesNotContain("a b c");
    }

    @Test
    void keepsALabelWhileItsWordsAreTopWords() {
        ModelUpdate kept = ModelUpdate.of(SHARP, List.of("murder clue alibi", "horse cart hay"), BLUNT, HELD_OUT);

        assertThat(kept.labels().getFirst()).isEqualTo("murder clue alibi");
        assertThat(kept.labels().get(1)).isNotEqualTo("horse cart hay").contains("tide");
    }

    @Test
    void digestDependsOnTheTopicsOnly() {
        assertThat(SHARP.digest()).hasSize(64).isEqualTo(SHARP.withVersion(9).digest());
        assertThat(SHARP.digest()).isNotEqualTo(BLUNT.digest());
    }

    @Test
    void handlesDegenerateHeldOutPassages() {
        List<BagOfWords> odd = List.of(
                BagOfWords.of(List.of()),
                BagOfWords.of(List.of("unheard")),
                BagOfWords.of(Collections.nCopies(1_000_000, "murder")));

        ModelUpdate update = ModelUpdate.of(SHARP, List.of(), BLUNT, odd);

        assertThat(update.decision().promoted()).isTrue();
        assertThat(Arrays.stream(update.passageDrift())).allMatch(Double::isFinite);
    }
}
