// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A user's mistake is reported in one sentence that names it and the remedy, with an exit code. */
class BadInputTest {
    @TempDir
    Path directory;

    private record Result(int code, String text) {}

    private static Result run(Object... arguments) {
        StringWriter err = new StringWriter();
        String[] words =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = Gumshoe.commandLine().setErr(new PrintWriter(err)).execute(words);
        return new Result(code, err.toString());
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static void assertOneSentence(Result result, Object... contains) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text().strip().lines()).hasSize(1);
        for (Object each : contains) {
            assertThat(result.text()).contains(each.toString());
        }
    }

    @Test
    void errorsOfTheVirtualMachine() {
        for (Error error : new Error[] {
            new StackOverflowError(), new OutOfMemoryError("Java heap space"), new UnsatisfiedLinkError("no tokenizers")
        }) {
            CommandLine commands = Gumshoe.commandLine().addSubcommand("fails", new FailingCommand(error));
            StringWriter err = new StringWriter();

            int code = commands.setErr(new PrintWriter(err)).execute("fails");

            assertOneSentence(new Result(code, err.toString()), "gumshoe: ");
            assertThat(err.toString()).doesNotContain("bug");
        }
    }

    @Command(name = "fails")
    private record FailingCommand(Error error) implements Runnable {
        @Override
        public void run() {
            throw error;
        }
    }

    @Test
    void modelThatDoesNotExist() {
        assertOneSentence(run("model", "info", "--model", "no-such-model"), "no-such-model", "smollm2", "gemma3-270m");
    }

    @Test
    void whatAFileIsCalledNeitherSteersTheTerminalNorFakesALine() {
        Result result = run("model", "info", "--model", "novel\u001b[2J\u202e\ngumshoe: all is well");

        assertOneSentence(result, "novel\\u001b[2J\\u202e\\ngumshoe: all is well");
        assertThat(run("models", "set", "weak", "smollm2", "\u001b]0;owned\u0007")
                        .text())
                .contains("\\u001b]0;owned\\u0007")
                .doesNotContain("\u001b");
    }

    @Test
    void truncatedGguf() throws IOException {
        Path file = file("cut.gguf", new byte[] {'G', 'G', 'U', 'F', 3, 0, 0, 0, 5});

        assertOneSentence(run("model", "info", "--model", file), file);
    }

    @Test
    void fileThatIsNoModel() throws IOException {
        Path file = file("novel.txt", "It was a dark night.".getBytes(StandardCharsets.UTF_8));

        assertOneSentence(run("model", "info", "--model", file), file);
    }

    @Test
    void directoryOfAnUnknownArchitecture() throws IOException {
        file(
                "config.json",
                "{\"model_type\": \"bloom\", \"architectures\": [\"BloomForCausalLM\"]}"
                        .getBytes(StandardCharsets.UTF_8));

        assertOneSentence(run("model", "info", "--model", directory), "loom");
    }

    @Test
    void deviceThatIsNotThere() {
        for (String device : new String[] {"cuda:7", "abacus"}) {
            Result result = run("model", "generate", "--model", "smollm2", "--prompt", "It was", "--device", device);

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.text().lines().findFirst().orElse("")).contains(device, "give cpu");
        }
    }

    @Test
    void openWithoutASystem() {
        assertOneSentence(run("open", "--gateway-port", "1"), "gumshoe up", "--gateway-port");
    }

    @Test
    void demoWithoutBooks() {
        assertOneSentence(run("demo", "--books", directory), directory);
    }

    @Test
    void demoWithBrokenBooksOnly() throws IOException {
        file("empty.txt", new byte[0]);
        file("binary.txt", new byte[] {0, 1, 2, 3, (byte) 0xff, (byte) 0xfe, 0, 0, 0, 7});
        file("broken.epub", "PK nothing".getBytes(StandardCharsets.UTF_8));

        assertOneSentence(run("demo", "--books", directory), directory);
    }

    @Test
    void demoOfAConceptWithoutSeeds() throws IOException {
        for (int i = 1; i <= 3; i++) {
            file(
                    "book%d.txt".formatted(i),
                    ("Once there was book " + i + ".\n").repeat(100).getBytes(StandardCharsets.UTF_8));
        }

        assertOneSentence(run("demo", "--books", directory, "--concept", "ghosts"), "ghosts", "--seeds");
    }

    @Test
    void ingestWithoutAKafka() throws IOException {
        Path file = file("book.txt", "Once there was a book.\n".repeat(100).getBytes(StandardCharsets.UTF_8));

        assertOneSentence(
                run(
                        "ingest",
                        file,
                        "--bootstrap-servers",
                        "localhost:1",
                        "-s",
                        "kafka.default.api.timeout.ms=2000",
                        "-s",
                        "kafka.request.timeout.ms=1500"),
                "localhost:1");
    }

    @Test
    void topicsWithoutAKafka() {
        assertOneSentence(
                run(
                        "topics",
                        "--bootstrap-servers",
                        "localhost:1",
                        "-s",
                        "kafka.default.api.timeout.ms=2000",
                        "-s",
                        "kafka.request.timeout.ms=1500"),
                "localhost:1");
    }

    @Test
    void shelvesThatLackAManifest() throws IOException {
        Path manifest = file("manifest.tsv", "id\tauthor\n".getBytes(StandardCharsets.UTF_8));

        assertOneSentence(
                run("experiment", directory, directory, "--manifest", manifest, "--out", directory),
                "2 directories",
                "1 manifests");
        assertOneSentence(run("experiment", directory, "--out", directory), "--manifest");
    }

    @Test
    void serviceThatDoesNotExist() {
        assertOneSentence(run("serve", "soothsayer"), "soothsayer", "topics");
    }

    @Test
    void portThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            int port = taken.getLocalPort();

            assertOneSentence(
                    run(
                            "serve",
                            "ingest",
                            "--port",
                            port,
                            "--bootstrap-servers",
                            "localhost:1",
                            "--set",
                            "state.dir=" + directory),
                    port);
        }
    }

    @Test
    void dataThatAnotherReleaseHasWritten() throws IOException {
        Path broker = Files.createDirectory(directory.resolve("broker"));
        Files.writeString(broker.resolve("gumshoe.format"), "7\n");

        assertOneSentence(
                run("broker", "--data", directory, "--broker-port", "0", "--port", "0"),
                broker,
                "format 7",
                "reads format 1",
                "gumshoe reset --data " + directory);
        assertThat(broker.toFile().list()).containsExactly("gumshoe.format");
    }

    @Test
    void localStoresThatAnotherReleaseHasWritten() throws IOException {
        file("gumshoe.format", "7\n".getBytes(StandardCharsets.UTF_8));

        assertOneSentence(
                run(
                        "serve",
                        "ingest",
                        "--port",
                        "0",
                        "--bootstrap-servers",
                        "localhost:1",
                        "-s",
                        "state.dir=" + directory),
                directory,
                "format 7",
                "reads format 1",
                "gumshoe reset --bootstrap-servers localhost:1 --set state.dir=" + directory);
    }

    @Test
    void settingThatIsNoNumber() {
        assertOneSentence(run("serve", "topics", "-s", "topics.number=many"), "topics.number", "many");
    }

    @Test
    void optionThatDoesNotExist() {
        assertThat(run("demo", "--boks", "x").code()).isEqualTo(2);
    }
}
