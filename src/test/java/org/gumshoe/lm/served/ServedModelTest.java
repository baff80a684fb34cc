// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.served.LensServer.Trouble;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.ReadText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading on a server that behaves as vLLM with vllm-lens, beside reading in the process. */
class ServedModelTest {
    private static final String TEXT = "The inspector looked at the door and said nothing at all.";

    private final LanguageModel own = LanguageModel.load(Golden.resource("tiny/llama3"));
    private final LensServer server = new LensServer(own);

    @AfterEach
    void close() {
        server.close();
        own.close();
    }

    private ServerSettings settings(int requests, int timeoutMillis) {
        return new ServerSettings(
                List.of(URI.create(server.url() + "/")), "secret", requests, Duration.ofMillis(timeoutMillis));
    }

    private ServedModel open(int... layers) {
        return ServedModel.open(own.info().location(), settings(4, 20_000), layers, 100);
    }

    private List<int[]> texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> own.tokenizer().encode(TEXT.substring(i % 20)))
                .toList();
    }

    private static void assertEqual(HiddenStates one, HiddenStates other, int layer, float tolerance) {
        assertThat(one.length()).isEqualTo(other.length());
        for (int position = 0; position < one.length(); position++) {
            assertThat(one.at(layer, position)).containsExactly(other.at(layer, position), within(tolerance));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vicuna", "llama3", "gemma3", "mistral", "qwen2", "qwen3"})
    void hiddenStatesAreThoseOfTheProcess(String name) {
        try (LanguageModel model = LanguageModel.load(Golden.resource("tiny/" + name));
                LensServer of = new LensServer(model);
                ServedModel served = ServedModel.open(
                        model.info().location(),
                        new ServerSettings(List.of(URI.create(of.url() + "/")), "", 2, Duration.ofSeconds(20)),
                        new int[] {model.info().blocks()},
                        100)) {
            int[] layers = {2, 1, model.info().blocks()};
            List<int[]> texts = Stream.of(TEXT, "A short one.")
                    .map(model.tokenizer()::encode)
                    .toList();
            List<HiddenStates> expected = model.read(texts, layers);

            List<HiddenStates> read = served.read(texts, layers);

            assertThat(served.info()).isEqualTo(model.info());
            for (int text = 0; text < texts.size(); text++) {
                for (int layer : layers) {
                    assertEqual(read.get(text), expected.get(text), layer, 1e-4f);
                }
            }
        }
    }

    @Test
    void halfPrecisionIsReadAsItIs() {
        try (ServedModel served = open(1, 3)) {
            server.halfPrecision = true;
            int[] ids = own.tokenizer().encode(TEXT);

            HiddenStates read = served.read(List.of(ids), new int[] {3}).getFirst();

            HiddenStates exact = own.read(List.of(ids), new int[] {3}).getFirst();
            float largest = 0;
            for (float number : exact.at(3, 4)) {
                largest = Math.max(largest, Math.abs(number));
            }
            assertEqual(read, exact, 3, largest * 1e-1f);
            assertThat(read.at(3, 4)).containsExactly(exact.at(3, 4), within(largest / 256));
        }
    }

    @Test
    void severalRequestsAreInFlightAndNoMoreThanAllowed() {
        try (ServedModel served = open()) {
            server.delayMillis = 60;
            server.mostAtOnce.set(0);

            List<HiddenStates> read = served.read(texts(12), new int[] {2});

            assertThat(read).hasSize(12);
            assertThat(server.mostAtOnce.get()).isBetween(2, 4);
            assertThat(server.keys).containsOnly("Bearer secret");
            for (int i = 0; i < 12; i++) {
                assertEqual(
                        read.get(i),
                        own.read(List.of(texts(12).get(i)), new int[] {2}).getFirst(),
                        2,
                        1e-4f);
            }
        }
    }

    @Test
    void likelihoodsAreThoseOfTheProcess() {
        try (ServedModel served = open()) {
            int[] ids = own.tokenizer().encode(TEXT);
            ReadText expected = own.readWithLikelihoods(ids, 3, new int[] {2});

            ReadText read = served.readWithLikelihoods(ids, 3, new int[] {2});

            assertThat(read.nll()).containsExactly(expected.nll(), within(1e-4));
            assertThat(served.nll(ids, 3)).containsExactly(expected.nll(), within(1e-4));
            assertEqual(read.states(), expected.states(), 2, 1e-4f);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"BUSY", "ERROR", "HALF_A_BODY", "ENDLESS"})
    void afterPassingTroubleTheServerIsTriedAndAskedAgain(Trouble trouble) {
        try (ServedModel served = open()) {
            server.troubles.addAll(List.of(trouble, trouble));
            int before = server.bodies.size();

            List<HiddenStates> read = served.read(texts(1), new int[] {2});

            assertEqual(read.getFirst(), own.read(texts(1), new int[] {2}).getFirst(), 2, 1e-4f);
            assertThat(server.bodies.size() - before)
                    .as("the text, a trial in vain, a trial, the text")
                    .isEqualTo(4);
        }
    }

    @Test
    void troubleThatLastsIsToldAndIsNoTextsFault() {
        try (ServedModel served = open()) {
            server.troubles.addAll(Collections.nCopies(20, Trouble.ERROR));

            assertThatThrownBy(() -> served.read(texts(3), new int[] {2}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("the server " + server.url() + "/ answers 500 (the engine is dead)");
        }
    }

    @Test
    void aServerThatIsTooSlowIsNotWaitedForLongerThanAllowed() {
        try (ServedModel served = ServedModel.open(own.info().location(), settings(2, 6000), new int[0], 100)) {
            server.slowMillis = 90_000;
            server.troubles.add(Trouble.SLOW);
            long begun = System.nanoTime();

            assertThatThrownBy(() -> served.read(texts(1), new int[] {2}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("has not answered within");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        try (ServedModel served = open()) {
            server.troubles.addAll(Collections.nCopies(20, Trouble.ENDLESS));

            assertThatThrownBy(() -> served.read(texts(1), new int[] {2})).isInstanceOf(UncheckedIOException.class);

            assertThat(server.sent.get()).as("bytes in five attempts").isLessThan(5 * (16 << 20));
        }
    }

    @Test
    void aServerThatRestartsIsWaitedFor() throws Exception {
        try (ServedModel served = open()) {
            server.stop();
            Thread restart = Thread.ofVirtual().start(() -> {
                pause(600);
                server.restart();
            });

            List<HiddenStates> read = served.read(texts(2), new int[] {2});

            restart.join();
            assertThat(read).hasSize(2);
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatTheServerRefusesIsTheTextsFaultOnlyWhileItReadsOthers() {
        try (ServedModel served = open()) {
            server.troubles.add(Trouble.REFUSAL);
            assertThatThrownBy(() -> served.read(texts(1), new int[] {2}))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("answers 400 (the prompt is too long)");

            server.troubles.addAll(List.of(Trouble.REFUSAL, Trouble.NO_ACTIVATIONS));
            assertThatThrownBy(() -> served.read(texts(1), new int[] {2}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("vllm-lens");
        }
    }

    @Test
    void aServerThatComesBackWithAnotherModelReadsNothing() {
        try (ServedModel served = open();
                LanguageModel other = LanguageModel.load(Golden.resource("tiny/vicuna"))) {
            String name = own.info().sha256().substring(0, 12);
            server.hold(other, other.info().sha256().substring(0, 12));
            assertThatThrownBy(() -> served.read(texts(1), new int[] {2}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("answers 404")
                    .hasMessageContaining("does not hold the model");

            server.hold(other, name);
            server.troubles.add(Trouble.ERROR);
            assertThatThrownBy(() -> served.read(texts(1), new int[] {2}))
                    .as("under its name")
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aServerOfAnotherModelIsNotOpened() {
        try (LanguageModel other = LanguageModel.load(Golden.resource("tiny/mistral"))) {
            server.hold(other, "mistral");
            assertThatThrownBy(this::open)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("they hold mistral")
                    .hasMessageContaining(
                            "--served-model-name " + own.info().sha256().substring(0, 12));

            server.hold(other, own.info().sha256());
            assertThatThrownBy(this::open)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageMatching("the server .* (holds another model|does not read as) .*");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"NO_ACTIVATIONS", "NARROW"})
    void aServerWithoutThePlugInOrOfAnotherWidthIsNotOpened(Trouble trouble) {
        server.troubles.add(trouble);

        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("does not read as");
    }

    @Test
    void aServerThatIsAwayIsNoFaultOfTheModel() {
        server.stop();

        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot be understood or reached");
    }

    @Test
    void whatDoesNotFitTheServerIsToldBeforeATextIsRead() {
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Layer 0")
                .hasMessageContaining("layers 1 to");
        server.room = 100;
        assertThatThrownBy(this::open)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--max-model-len 101");
    }

    @Test
    void theServerThatHoldsTheModelIsFoundAmongSeveral() {
        try (LanguageModel other = LanguageModel.load(Golden.resource("tiny/mistral"));
                LensServer another = new LensServer(other);
                ServedModel served = ServedModel.open(
                        own.info().location(),
                        new ServerSettings(
                                List.of(URI.create(another.url() + "/"), URI.create(server.url() + "/")),
                                "",
                                1,
                                Duration.ofSeconds(20)),
                        new int[0],
                        1)) {
            assertThat(served.read(texts(1), new int[] {1})).hasSize(1);
            assertThat(another.bodies).isEmpty();
        }
    }

    @Test
    void requestsAreAsVllmLensTakesThem() {
        try (ServedModel served = open(1, 3)) {
            server.bodies.clear();
            served.read(texts(1), new int[] {3, 1});

            var body = server.bodies.getFirst();
            assertThat(body.path("vllm_xargs").path("output_residual_stream").asText())
                    .as("blocks, counted from 0, as a string")
                    .isEqualTo("[0,2]");
            assertThat(body.path("max_tokens").asInt()).isEqualTo(1);
            assertThat(Arrays.stream(texts(1).getFirst()).boxed().toList())
                    .isEqualTo(IntStream.range(0, body.path("prompt").size())
                            .mapToObj(i -> body.path("prompt").get(i).asInt())
                            .toList());
        }
    }
}
