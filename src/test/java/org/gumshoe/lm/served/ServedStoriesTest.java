// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.gumshoe.lm.served.LensServer.Trouble;
import org.gumshoe.lm.transformer.Injection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writing on a server that behaves as vLLM with vllm-lens, beside writing in the process. */
class ServedStoriesTest {
    private final LanguageModel own = LanguageModel.load(Golden.resource("tiny/gemma3"));
    private final LensServer server = new LensServer(own);

    @AfterEach
    void close() {
        server.close();
        own.close();
    }

    private ServedModel open(int timeoutMillis) {
        return ServedModel.open(
                own.info().location(),
                new ServerSettings(List.of(URI.create(server.url() + "/")), "", 2, Duration.ofMillis(timeoutMillis)),
                new int[0],
                1);
    }

    private Injection along(int layer, int dimension, float strength) {
        float[] vector = new float[own.info().width()];
        vector[dimension] = strength;
        return new Injection(layer, vector);
    }

    private static Prompt prompt(String text, int tokens, long seed, Injection... injections) {
        return new Prompt(text, tokens, tokens, new Sampling(1, .9, seed), List.of(injections));
    }

    /** Returns what is written of each prompt: token, index and end. */
    private static Map<Integer, List<String>> write(SteerableModel model, int slots, List<Prompt> prompts) {
        Map<Integer, List<String>> written = new TreeMap<>();
        Iterator<Prompt> left = prompts.iterator();
        model.generate(
                slots,
                free -> {
                    List<Prompt> joining = new ArrayList<>();
                    while (left.hasNext() && joining.size() < free) {
                        joining.add(left.next());
                    }
                    return joining;
                },
                (prompt, index, id, text, logProb, last) -> written.computeIfAbsent(prompt, none -> new ArrayList<>())
                        .add(index + " " + id + " " + text + " %.3f ".formatted(logProb) + last));
        return written;
    }

    @Test
    void storiesAreThoseOfTheProcessSteeredAndUnsteered() {
        List<Prompt> prompts = List.of(
                prompt("It was a quiet evening.", 9, 3),
                prompt("It was a quiet evening.", 9, 3, along(2, 0, 40)),
                prompt("It was a quiet evening.", 5, 4, along(2, 0, 20), along(2, 1, 30), along(3, 2, -20)),
                new Prompt("A door.", 7, Sampling.greedy(), List.of()));
        try (ServedModel served = open(20_000)) {
            Map<Integer, List<String>> expected = write(own, 4, prompts);
            Map<Integer, List<String>> written = write(served, 4, prompts);

            assertThat(written).isEqualTo(expected);
            assertThat(written.get(1)).isNotEqualTo(written.get(0));
            assertThat(server.mostAtOnce.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void theModelsOwnConfigAddsNothingToTheSampling() {
        try (ServedModel served = open(20_000)) {
            server.bodies.clear();
            write(served, 1, List.of(prompt("It was a quiet evening.", 3, -1)));

            JsonNode body = server.bodies.getFirst();
            assertThat(body.get("top_k").asInt(-1)).isZero();
            assertThat(body.get("repetition_penalty").asDouble()).isEqualTo(1);
            assertThat(body.get("seed").asLong()).as("-1 is no seed to vLLM").isNotEqualTo(-1);
            assertThat(body.get("stop_token_ids")).isNotEmpty();
        }
    }

    @Test
    void aStoryThatBreaksOffIsNobodysFault() {
        try (ServedModel served = open(20_000)) {
            server.troubles.add(Trouble.BROKEN_STREAM);

            assertThatThrownBy(() -> write(served, 2, List.of(prompt("It was a quiet evening.", 9, 3))))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("broke off");
        }
    }

    @Test
    void aBusyServerIsAskedAgain() {
        try (ServedModel served = open(20_000)) {
            server.troubles.addAll(List.of(Trouble.BUSY, Trouble.NONE));

            assertThat(write(served, 2, List.of(prompt("It was a quiet evening.", 4, 3))))
                    .isEqualTo(write(own, 2, List.of(prompt("It was a quiet evening.", 4, 3))));
        }
    }

    @Test
    void aServerThatFallsSilentIsNotWaitedForLongerThanAllowed() {
        try (ServedModel served = open(6000)) {
            server.slowMillis = 90_000;
            server.troubles.add(Trouble.SLOW);
            long begun = System.nanoTime();

            assertThatThrownBy(() -> write(served, 2, List.of(prompt("It was a quiet evening.", 9, 3))))
                    .isInstanceOf(UncheckedIOException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeTheServerIsAsked() {
        try (ServedModel served = open(20_000)) {
            server.bodies.clear();
            assertThatThrownBy(() -> served.check(prompt("A door.", 3, 1, along(0, 0, 1))))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("Layer 0");
            assertThatThrownBy(() -> served.check(prompt("A door.", 3, 1, new Injection(2, new float[3]))))
                    .isInstanceOf(BadInputException.class);
            assertThatThrownBy(() -> served.check(prompt("A door. ".repeat(600), 3, 1)))
                    .isInstanceOf(BadInputException.class);
            assertThat(server.bodies).isEmpty();
        }
    }

    @Test
    void whenTheListenerThrowsTheRequestsAreGivenUp() {
        try (ServedModel served = open(20_000)) {
            List<Prompt> prompts = List.of(prompt("It was a quiet evening.", 9, 3));
            Iterator<List<Prompt>> once = List.of(prompts).iterator();

            assertThatThrownBy(() -> served.generate(
                            2,
                            free -> once.hasNext() ? once.next() : List.of(),
                            (p, index, id, text, logProb, last) -> {
                                throw new IllegalStateException("stopped");
                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("stopped");
        }
    }
}
