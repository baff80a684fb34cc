// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Model directories with links in them. One may lead to another file of the directory, or to where
 * huggingface_hub keeps the files of that model, and nowhere else.
 */
@Timeout(60)
class LinkedDirectoryTest {
    private static final List<String> FILES = List.of("config.json", "model.safetensors", "tokenizer.json");

    @TempDir
    private Path directory;

    @TempDir
    private Path elsewhere;

    @BeforeEach
    void copyAModel() throws IOException {
        for (String name : FILES) {
            Files.copy(Path.of("test/resources/tiny/llama3", name), directory.resolve(name));
        }
    }

    private void link(String name, Path target) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
        Files.createSymbolicLink(directory.resolve(name), target);
    }

    private void assertRefused(Path model, String why) {
        assertThatThrownBy(() -> LanguageModel.load(model).close())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void followsNoLinkOutOfTheDirectory(String name) throws IOException {
        Path moved = Files.move(directory.resolve(name), elsewhere.resolve(name));
        link(name, moved);

        assertRefused(directory, name + " is a link to a file outside of the model's directory");
    }

    @Test
    void followsNoLinkOutOfTheDirectoryFromAnIndex() throws IOException {
        Path moved = Files.move(directory.resolve("model.safetensors"), elsewhere.resolve("x.safetensors"));
        link("part.safetensors", moved);
        Files.writeString(
                directory.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"part.safetensors\"}}");

        assertRefused(directory, "part.safetensors is a link to a file outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void aLoopIsNoFile(String name) throws IOException {
        link(name, directory.resolve("loop"));
        link("loop", directory.resolve(name));

        assertRefused(directory, directory.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.json",
                "model.safetensors",
                "tokenizer.json",
                "tokenizer.model",
                "generation_config.json",
                "model.safetensors.index.json"
            })
    void readsNoDevice(String name) throws IOException {
        assumeThat(Path.of("/dev/zero")).exists();
        link(name, Path.of("/dev/zero"));
        withoutWholeFile(name);
        if (name.equals("tokenizer.model")) {
            Files.delete(directory.resolve("tokenizer.json"));
        }

        assertRefused(directory, name + " is no regular file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.json",
                "model.safetensors",
                "tokenizer.json",
                "generation_config.json",
                "model.safetensors.index.json"
            })
    void readsNoFileOfATerabyte(String name) throws IOException {
        Path huge = directory.resolve("huge");
        byte[] sound =
                Files.exists(directory.resolve(name)) ? Files.readAllBytes(directory.resolve(name)) : new byte[0];
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.write(sound);
            file.setLength(1L << 40);
        } catch (IOException e) {
            assumeThat(e).as("the file system has files with holes").doesNotThrowAnyException();
        }
        link(name, huge);
        withoutWholeFile(name);

        assertRefused(directory, name);
    }

    /** An index beside a whole file is not read. */
    private void withoutWholeFile(String name) throws IOException {
        if (name.endsWith(".index.json")) {
            Files.delete(directory.resolve("model.safetensors"));
        }
    }

    @Test
    void readsALinkBesideIt() throws IOException {
        Files.move(directory.resolve("model.safetensors"), directory.resolve("weights"));
        link("model.safetensors", Path.of("weights"));
        Path called = Files.createSymbolicLink(elsewhere.resolve("model"), directory);

        try (LanguageModel model = LanguageModel.load(called)) {
            assertThat(model.info().architecture()).isEqualTo("llama");
        }
    }

    @Test
    void readsWhatTheHubsCacheKeepsOfThisModelAlone() throws IOException {
        Path repository = elsewhere.resolve("models--a--b");
        Path blobs = Files.createDirectories(repository.resolve("blobs"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots/0123"));
        for (String name : FILES) {
            Files.move(directory.resolve(name), blobs.resolve(name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", name));
        }
        try (LanguageModel model = LanguageModel.load(snapshot)) {
            assertThat(model.info().name()).isEqualTo("a/b");
        }

        Path another = Files.createDirectories(elsewhere.resolve("models--c--d/blobs"));
        Files.move(blobs.resolve("tokenizer.json"), another.resolve("tokenizer.json"));
        Files.delete(snapshot.resolve("tokenizer.json"));
        Files.createSymbolicLink(
                snapshot.resolve("tokenizer.json"), Path.of("../../../models--c--d/blobs/tokenizer.json"));
        assertRefused(snapshot, "tokenizer.json is a link to a file outside");
    }
}
