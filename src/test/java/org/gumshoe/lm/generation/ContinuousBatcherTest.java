// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.Perplexity;
import org.gumshoe.lm.transformer.Injection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuousBatcherTest {
    private static final List<String> PROMPTS = List.of(
            "The river was high that night, and the boat",
            "A",
            "She said that she had not seen him since the spring, when the old house by the sea was sold and the garden",
            "Rain, and");

    private static LanguageModel tiny(String name) {
        return LanguageModel.load(Golden.resource("tiny/" + name));
    }

    private static List<Prompt> prompts(int width, int tokens) {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < PROMPTS.size(); i++) {
            List<Injection> injections =
                    i % 2 == 0 ? List.of() : List.of(new Injection(i, Golden.filled(width, 5, .7 * i)));
            Sampling sampling = i == 2 ? new Sampling(.9, .95, 11) : Sampling.greedy();
            prompts.add(new Prompt(PROMPTS.get(i), tokens + 7 * i, sampling, injections));
        }
        prompts.add(new Prompt(PROMPTS.getFirst(), tokens, new Sampling(1, 1, 5), List.of()));
        return prompts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "gemma3", "mistral", "gpt2", "gpt-neox"})
    void aSequenceDoesNotDependOnItsBatch(String name) {
        try (LanguageModel model = tiny(name)) {
            List<Prompt> prompts = prompts(model.info().width(), 100);
            List<int[]> together = Golden.generate(model, prompts);
            SoftAssertions.assertSoftly(softly -> {
                for (int i = 0; i < prompts.size(); i++) {
                    int[] alone =
                            Golden.generate(model, List.of(prompts.get(i))).getFirst();
                    softly.assertThat(together.get(i)).as(name + " " + i).isEqualTo(alone);
                }
            });
        }
    }

    /** Decoding with the KV cache agrees with one forward pass over the whole sequence. */
    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "llama3", "gemma3", "mistral", "qwen3", "gpt2", "gpt-neox"})
    void decodingAgreesWithTheWholeSequence(String name) {
        try (LanguageModel model = tiny(name)) {
            List<Injection> injections =
                    List.of(new Injection(2, Golden.filled(model.info().width(), 8, 1)));
            Prompt prompt = new Prompt(PROMPTS.get(2), 120, new Sampling(1, 1, 9), injections);
            List<Double> logProbs = new ArrayList<>();
            List<Integer> ids = new ArrayList<>(Arrays.stream(model.tokenizer().encode(prompt.text()))
                    .boxed()
                    .toList());
            int promptLength = ids.size();
            model.generate(List.of(prompt), (p, index, id, text, logProb, last) -> {
                logProbs.add(logProb);
                ids.add(id);
            });
            double[] nll = model.nll(ids.stream().mapToInt(i -> i).toArray(), injections);
            for (int i = 0; i < logProbs.size(); i++) {
                assertThat(logProbs.get(i)).as("token " + i).isCloseTo(-nll[promptLength - 1 + i], within(1e-3));
            }
        }
    }

    /**
     * Three slots for many prompts of different lengths, one of them longer than all before it: the
     * columns of the KV cache wrap around and grow.
     */
    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "gemma3", "mistral", "gpt2"})
    void lateAdmissionDoesNotChangeASequence(String name) {
        try (LanguageModel model = tiny(name)) {
            List<Prompt> prompts = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                prompts.addAll(prompts(model.info().width(), 11 + 37 * round));
            }
            prompts.add(new Prompt(PROMPTS.get(2).repeat(2), 30, new Sampling(1, 1, 4), List.of()));
            prompts.add(new Prompt(PROMPTS.get(1), 1, Sampling.greedy(), List.of()));
            List<List<Integer>> generated =
                    prompts.stream().<List<Integer>>map(p -> new ArrayList<>()).toList();
            List<Integer> freeSlots = new ArrayList<>();
            Iterator<Prompt> waiting = prompts.iterator();
            model.generate(
                    3,
                    free -> {
                        freeSlots.add(free);
                        List<Prompt> admitted = new ArrayList<>();
                        while (admitted.size() < free && waiting.hasNext()) {
                            admitted.add(waiting.next());
                        }
                        return admitted;
                    },
                    (prompt, index, id, text, logProb, last) ->
                            generated.get(prompt).add(id));
            assertThat(freeSlots).contains(0, 1, 3).allMatch(free -> free <= 3);
            SoftAssertions.assertSoftly(softly -> {
                for (int i = 0; i < prompts.size(); i++) {
                    int[] alone =
                            Golden.generate(model, List.of(prompts.get(i))).getFirst();
                    softly.assertThat(
                                    generated.get(i).stream().mapToInt(id -> id).toArray())
                            .as(name + " " + i)
                            .isEqualTo(alone);
                }
            });
        }
    }

    @Test
    void aPromptCanBeCheckedBeforeAdmission() {
        try (LanguageModel model = tiny("llama3")) {
            model.check(new Prompt("A", 20, Sampling.greedy(), List.of()));
            assertThatThrownBy(() -> model.check(new Prompt("", 20, Sampling.greedy(), List.of())))
                    .isInstanceOf(BadInputException.class);
            assertThatThrownBy(() -> model.check(
                            new Prompt("A", 20, Sampling.greedy(), List.of(new Injection(1, new float[3])))))
                    .isInstanceOf(BadInputException.class);
        }
    }

    @Test
    void aSeedIsReproducibleAndAnotherDiffers() {
        try (LanguageModel model = tiny("llama3")) {
            List<int[]> texts = IntStream.of(1, 1, 2)
                    .mapToObj(seed -> new Prompt(PROMPTS.get(0), 30, new Sampling(1, 1, seed), List.of()))
                    .map(prompt -> Golden.generate(model, List.of(prompt)).getFirst())
                    .toList();
            assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "llama3", "gemma3"})
    void piecesAddUpToTheText(String name) {
        try (LanguageModel model = tiny(name)) {
            for (int seed = 0; seed < 8; seed++) {
                StringBuilder pieces = new StringBuilder();
                List<Integer> ids =
                        new ArrayList<>(Arrays.stream(model.tokenizer().encode(PROMPTS.get(0)))
                                .boxed()
                                .toList());
                model.generate(
                        List.of(new Prompt(PROMPTS.get(0), 40, new Sampling(1, 1, seed), List.of())),
                        (p, i, id, text, logProb, last) -> {
                            pieces.append(text);
                            ids.add(id);
                        });
                String whole =
                        model.tokenizer().decode(ids.stream().mapToInt(i -> i).toArray());
                if (!whole.contains("\uFFFD")) { // random models generate bytes that are no text
                    assertThat(PROMPTS.get(0) + pieces).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void endsAtAStopTokenTheLimitOrTheContextLength() {
        try (LanguageModel model = tiny("qwen2")) {
            int stopToken = model.tokenizer().stopTokens().iterator().next();
            List<Prompt> prompts = IntStream.range(0, 40)
                    .mapToObj(seed -> new Prompt(PROMPTS.get(1), 400, new Sampling(1.5, 1, seed), List.of()))
                    .toList();
            List<List<Boolean>> lasts =
                    prompts.stream().<List<Boolean>>map(p -> new ArrayList<>()).toList();
            int[] lastTokens = new int[prompts.size()];
            model.generate(prompts, (prompt, index, id, text, logProb, last) -> {
                lasts.get(prompt).add(last);
                lastTokens[prompt] = id;
            });
            int limit = model.info().context() - model.tokenizer().encode(PROMPTS.get(1)).length;
            for (int i = 0; i < lastTokens.length; i++) {
                assertThat(lasts.get(i)).endsWith(true);
                assertThat(lasts.get(i).subList(0, lasts.get(i).size() - 1)).doesNotContain(true);
                assertThat(lastTokens[i] == stopToken || lasts.get(i).size() == limit)
                        .isTrue();
            }
            assertThat(lastTokens).contains(stopToken);
        }
    }

    /** Many at once are sampled by the engine, a single one in Java. */
    @ParameterizedTest
    @ValueSource(ints = {40, 1})
    void noTextEndsBeforeItsMinimum(int batchSize) {
        try (LanguageModel model = tiny("qwen2")) {
            int minTokens = 150;
            int ended = 0;
            for (int first = 0; first < 40; first += batchSize) {
                List<Prompt> prompts = IntStream.range(first, first + batchSize)
                        .mapToObj(seed ->
                                new Prompt(PROMPTS.get(1), minTokens, 200, new Sampling(1.5, 1, seed), List.of()))
                        .toList();
                int[] lengths = new int[prompts.size()];
                model.generate(prompts, (prompt, index, id, text, logProb, last) -> {
                    lengths[prompt] = index + 1;
                    if (index < minTokens) {
                        assertThat(model.tokenizer().stopTokens()).doesNotContain(id);
                    }
                });
                assertThat(Arrays.stream(lengths)).allMatch(length -> length > minTokens);
                ended += (int)
                        Arrays.stream(lengths).filter(length -> length < 200).count();
            }
            assertThat(ended).as("texts that end by themselves afterwards").isPositive();
        }
    }

    @Test
    void refusesInvalidInput() {
        try (LanguageModel model = tiny("llama3")) {
            String tooLong = "word ".repeat(300);
            assertThatThrownBy(() -> Golden.greedy(model, "", 3))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("empty");
            assertThatThrownBy(() -> Golden.greedy(model, tooLong, 3))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("shorten");
            assertThatThrownBy(() -> new Prompt("A", 0, Sampling.greedy(), List.of()))
                    .isInstanceOf(BadInputException.class);
            assertThatThrownBy(() -> new Prompt("A", 21, 20, Sampling.greedy(), List.of()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("at least 21 and at most 20");
            for (Injection wrong : List.of(
                    new Injection(5, new float[48]),
                    new Injection(1, new float[47]),
                    new Injection(1, Golden.filled(48, 1, Double.NaN)))) {
                assertThatThrownBy(() -> model.logits(new int[] {1}, List.of(wrong)))
                        .isInstanceOf(BadInputException.class);
            }
            assertThatThrownBy(() -> model.read(List.of(new int[] {1}), new int[] {5}))
                    .isInstanceOf(BadInputException.class);
            assertThatThrownBy(() -> model.nll(new int[0])).isInstanceOf(BadInputException.class);
        }
    }

    @Test
    void aListenerCanStopGeneration() {
        try (LanguageModel model = tiny("llama3")) {
            List<Integer> received = new ArrayList<>();
            assertThatThrownBy(() -> model.generate(
                            List.of(new Prompt("A", 20, Sampling.greedy(), List.of())),
                            (p, index, id, text, logProb, last) -> {
                                received.add(id);
                                if (index == 2) {
                                    throw new IllegalStateException("enough");
                                }
                            }))
                    .hasMessage("enough");
            assertThat(received).hasSize(3);
            assertThat(Golden.greedy(model, "A", 5)).hasSize(5);
        }
    }

    @Test
    void perplexityOfALongTextIsComputedInWindows() {
        try (LanguageModel model = tiny("vicuna")) {
            String text = PROMPTS.get(2) + " " + PROMPTS.get(0);
            int[] ids = model.tokenizer().encode(text);
            double sum = 0;
            // windows of 16: the beginning-of-sequence token and 15 of the text
            for (int from = 1; from < ids.length; from += 15) {
                int[] window = Arrays.copyOfRange(ids, from - 1, Math.min(ids.length, from + 15));
                window[0] = model.tokenizer().bosId();
                sum += Arrays.stream(model.nll(window)).sum();
            }
            Perplexity perplexity = Perplexity.of(model, text, 16);
            assertThat(perplexity.tokens()).isEqualTo(ids.length - 1);
            assertThat(perplexity.meanNll()).isCloseTo(sum / (ids.length - 1), within(1e-9));
            assertThat(Perplexity.of(model, text).meanNll()).isCloseTo(Golden.mean(model.nll(ids)), within(1e-9));
        }
    }
}
