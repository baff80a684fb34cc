// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

/** Texts of forty lengths, read by three threads. */
class StreamReaderTest {
    private static final Path PLACE = Golden.resource("tiny/llama3");
    private static final int[] IDS = Golden.ints(
            Golden.json(Golden.resource("tiny/llama3/expected.json")).get("ids"));
    private static final List<int[]> TEXTS = IntStream.range(0, 40)
            .mapToObj(i -> Arrays.copyOf(IDS, 1 + i * 7 % (IDS.length - 1)))
            .toList();

    @Test
    void everyTextIsReadAsItIsAlone() {
        try (LanguageModel model = LanguageModel.load(PLACE);
                ModelFile file = ModelFile.open(PLACE);
                Transformer transformer = new Transformer(file, 3, false, Precision.ofThisMachine())) {
            StreamReader<float[]> reader = new StreamReader<>(
                    transformer, new int[] {0, 3}, (text, residuals) -> residuals.at(3, residuals.length() - 1));
            PassThreads threads = PassThreads.start(3, Engines.threads());
            float[][] together = new float[TEXTS.size()][];
            List<Integer> order = new ArrayList<>();
            reader.read(TEXTS, threads, (last, text) -> {
                together[text] = last;
                order.add(text);
            });
            for (int text = 0; text < together.length; text++) {
                int[] ids = TEXTS.get(text);
                float[] alone =
                        model.read(List.of(ids), new int[] {3}).getFirst().at(3, ids.length - 1);
                Golden.assertClose(together[text], alone, 1e-5, "text " + text);
            }
            List<Integer> again = new ArrayList<>();
            reader.read(TEXTS, threads, (last, text) -> again.add(text));
            assertThat(again).as("always the same order").isEqualTo(order);
        }
    }

    @Test
    void aTextThatCannotBeReadIsToldBeforeAnyIs() {
        try (LanguageModel model = LanguageModel.load(PLACE)) {
            List<Integer> read = new ArrayList<>();
            assertThatThrownBy(() -> model.read(
                            List.of(IDS, new int[0]),
                            new int[] {1},
                            (text, residuals) -> text,
                            (result, text) -> read.add(text)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("no tokens");
            assertThat(read).isEmpty();
            assertThat(model.read(List.of(), new int[] {1})).isEmpty();
        }
    }
}
