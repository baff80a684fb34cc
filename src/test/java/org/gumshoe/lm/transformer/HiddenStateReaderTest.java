// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.InferenceThreadPool;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.weights.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences of forty lengths, two of each, read by three threads. */
class HiddenStateReaderTest {
    private static final Path PLACE = Golden.resource("tiny/llama3");
    private static final int[] IDS = ids(PLACE);

    private static int[] ids(Path place) {
        return Golden.ints(Golden.json(place.resolve("expected.json")).get("ids"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama3", "mistral", "gemma3", "gpt2"})
    void aSequenceDoesNotDependOnItsBatch(String name) {
        Path place = Golden.resource("tiny/" + name);
        int[] all = ids(place);
        List<int[]> texts = IntStream.range(0, 80)
                .mapToObj(i -> Arrays.copyOfRange(all, i % 2, i % 2 + 1 + i / 2 * 7 % (all.length - 2)))
                .toList();
        try (LanguageModel model = LanguageModel.load(place);
                ModelFile file = ModelFiles.open(place);
                Transformer transformer = new Transformer(
                        file,
                        Precision.ofThisMachine(),
                        opened -> DecodePlan.engine("by request"),
                        opened -> ReadingPlan.ALL)) {
            HiddenStateReader<float[]> reader = new HiddenStateReader<>(
                    transformer,
                    new int[] {0, 3},
                    (sequence, hiddenStates) -> hiddenStates.at(3, hiddenStates.length() - 1));
            InferenceThreadPool threads = InferenceThreadPool.start(3, TorchRuntime.threads());
            float[][] together = new float[texts.size()][];
            List<Integer> order = new ArrayList<>();
            reader.read(texts, threads, (last, text) -> {
                together[text] = last;
                order.add(text);
            });
            for (int text = 0; text < together.length; text++) {
                int[] ids = texts.get(text);
                float[] alone =
                        model.read(List.of(ids), new int[] {3}).getFirst().at(3, ids.length - 1);
                Golden.assertClose(together[text], alone, 1e-5, "text " + text);
            }
            List<Integer> again = new ArrayList<>();
            reader.read(texts, threads, (last, text) -> again.add(text));
            assertThat(again).as("always the same order").isEqualTo(order);
        }
    }

    @Test
    void anInvalidSequenceIsRefusedBeforeAnyIsRead() {
        try (LanguageModel model = LanguageModel.load(PLACE)) {
            List<Integer> read = new ArrayList<>();
            assertThatThrownBy(() -> model.read(
                            List.of(IDS, new int[0]),
                            new int[] {1},
                            (sequence, hiddenStates) -> sequence,
                            (result, sequence) -> read.add(sequence)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("no tokens");
            assertThat(read).isEmpty();
            assertThat(model.read(List.of(), new int[] {1})).isEmpty();
        }
    }
}
