// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user starts it, in a process of its own. */
class ProgramTest {
    private static final Path TINY = Path.of("../../src/test/resources/tiny/llama3");

    @TempDir
    private Path directory;

    private String run(String... words) throws Exception {
        return run(List.of(), words);
    }

    private String run(List<String> options, String... words) throws Exception {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                absolute(System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add(Gumshoe.class.getName());
        command.addAll(List.of(words));
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(directory.toFile())
                .start()
                .waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(code).as(text).isZero();
        return text;
    }

    private static String absolute(String classPath) {
        List<String> absolute = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            absolute.add(new File(entry).getAbsolutePath());
        }
        return String.join(File.pathSeparator, absolute);
    }

    /** The command prints the name of its file as it is; the guard of the program shows it. */
    @Test
    void whatItPrintsDoesNotSteerTheTerminal() throws Exception {
        Files.createDirectory(directory.resolve("books"));
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(
                    directory.resolve("books/" + name + ".txt"),
                    "The murder was beside the window, and the captain took the letter of the garden. ".repeat(60));
        }

        String printed =
                run("lda", "train", "books", "--topics", "2", "--min-books", "1", "--out", "model\u001b[2J\u202e.json");

        assertThat(printed)
                .contains("written to model\\u001b[2J\\u202e.json")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }

    @Test
    void whatAModelSaysOfItselfDoesNotSteerTheTerminal() throws Exception {
        Path model = Files.createDirectory(directory.resolve("model"));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(TINY.resolve(name), model.resolve(name));
        }
        rename(model.resolve("tokenizer.json"));

        assertThat(run("model", "info", "--model", model.toString()))
                .contains("BPE\\u001b[2J")
                .doesNotContain("\u001b");
    }

    private static void rename(Path tokenizer) throws IOException {
        String json = Files.readString(tokenizer);
        Files.writeString(tokenizer, json.replaceFirst("\"type\":\\s*\"BPE\"", "\"type\":\"BPE\\\\u001b[2J\""));
    }

    private String classesOf(String... words) throws Exception {
        Path log = directory.resolve("classes");
        run(List.of("-Xlog:class+load:file=" + log), words);
        return Files.readString(log);
    }

    @Test
    void itsVersionAndAModelsPropertiesNeedNeitherKafkaNorLog4j() throws Exception {
        assertThat(classesOf("--version"))
                .contains(Gumshoe.class.getName())
                .doesNotContain("org.apache.kafka", "org.apache.avro", "org.apache.logging", "fasterxml");
        assertThat(classesOf("model", "info", "--model", TINY.toAbsolutePath().toString()))
                .contains("ModelInfoCommand")
                .doesNotContain("org.apache.kafka", "org.apache.avro", "org.apache.logging", "ai.djl");
    }
}
