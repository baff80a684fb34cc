// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedModelTest {
    private static final Path TINY = Golden.resource("tiny/gemma3");

    @TempDir
    Path directory;

    private static LoadedModel load(Path model, Precision precision) {
        return LoadedModel.load(ModelFiles.open(model), precision);
    }

    @Test
    void allWhoLoadAModelShareItsWeightsUntilTheLastHasClosedIt() {
        LoadedModel first = load(TINY, Precision.F32);
        LoadedModel second = load(TINY, Precision.F32);
        assertThat(second.transformer()).isSameAs(first.transformer());
        assertThat(second.tokenizer()).isSameAs(first.tokenizer());
        first.close();
        first.close();
        try (LoadedModel third = load(TINY, Precision.F32)) {
            assertThat(third.transformer()).isSameAs(second.transformer());
        }
        second.close();
        try (LoadedModel later = load(TINY, Precision.F32)) {
            assertThat(later.transformer()).isNotSameAs(second.transformer());
        }
    }

    @Test
    void anotherPrecisionAndChangedFilesAreAnotherModel() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("model"));
        try (Stream<Path> files = Files.list(TINY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (LoadedModel first = load(copy, Precision.F32);
                LoadedModel bf16 = load(copy, Precision.BF16)) {
            assertThat(bf16.transformer()).isNotSameAs(first.transformer());
            Files.writeString(copy.resolve("config.json"), Files.readString(copy.resolve("config.json")) + "\n");
            try (LoadedModel changed = load(copy, Precision.F32)) {
                assertThat(changed.transformer()).isNotSameAs(first.transformer());
            }
        }
    }

    @Test
    void oneReadsLayersWhileTheOtherWritesAndAfterItIsClosed() throws Exception {
        float[] alone;
        String written;
        try (LanguageModel model = LanguageModel.load(TINY)) {
            alone = lastHiddenState(model);
            written = write(model);
        }
        LanguageModel writer = LanguageModel.load(TINY);
        LanguageModel reader = LanguageModel.load(TINY, 2);
        String[] beside = new String[1];
        Thread writing = Thread.ofPlatform().start(() -> beside[0] = write(writer));
        for (int i = 0; i < 5; i++) {
            assertThat(lastHiddenState(reader)).isEqualTo(alone);
        }
        writing.join();
        assertThat(beside[0]).isEqualTo(written);
        writer.close();
        assertThat(lastHiddenState(reader)).isEqualTo(alone);
        assertThatThrownBy(() -> reader.nll(reader.tokenizer().encode("It was late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reading layers only");
        reader.close();
    }

    private static float[] lastHiddenState(LanguageModel model) {
        int[] ids = model.tokenizer().encode("It was late in the year");
        return model.read(List.of(ids), new int[] {2}).getFirst().at(2, ids.length - 1);
    }

    private static String write(LanguageModel model) {
        StringBuilder text = new StringBuilder();
        model.generate(
                List.of(new Prompt("It was", 12, Sampling.greedy(), List.of())),
                (prompt, index, id, token, logProb, last) -> text.append(token));
        return text.toString();
    }
}
