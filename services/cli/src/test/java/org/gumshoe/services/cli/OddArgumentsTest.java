// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments and files that were made to confuse the command line: each ends in one sentence. */
@Timeout(120)
class OddArgumentsTest {
    private static final String NOBODY =
            "localhost:1 -s kafka.default.api.timeout.ms=2000 -s kafka.request.timeout.ms=1500";

    @TempDir
    Path directory;

    private record Result(int code, String text) {}

    private static Result run(List<String> words) {
        StringWriter err = new StringWriter();
        int code = Gumshoe.commandLine().setErr(new PrintWriter(err)).execute(words.toArray(String[]::new));
        return new Result(code, err.toString());
    }

    private static void assertRefused(Result result) {
        assertThat(result.code()).as(result.text()).isIn(1, 2);
        assertThat(result.text())
                .isNotBlank()
                .doesNotContain("this is a bug", "\u001b", "\u202e", "\u0007", "\tat ")
                .satisfies(
                        text -> assertThat(text.lines().findFirst().orElse("")).hasSizeLessThan(2000));
        if (result.code() == 1) {
            assertThat(result.text().strip().lines()).hasSize(1);
        }
    }

    static Stream<List<String>> odd() {
        return Stream.of(
                        "\u001b[2J",
                        "model info --model /dev/zero",
                        "model info --model /dev/null",
                        "model info --model /",
                        "model info --model ''",
                        "model info --model hf:",
                        "model info --model hf:../../etc/passwd",
                        "model info --model hf:a/b@../../x",
                        "model info --model " + "a".repeat(5000),
                        "model generate --model smollm2 --prompt x --tokens -1",
                        "model generate --model smollm2 --prompt x --tokens 99999999999",
                        "model generate --model smollm2 --prompt x --temperature NaN",
                        "serve ingest --port 99999",
                        "serve ingest --port -1",
                        "serve ingest --port 65536 --bootstrap-servers " + NOBODY,
                        "serve ingest -s x",
                        "serve ingest -s =",
                        "serve ingest -s passage.words=0 --port 0 --bootstrap-servers " + NOBODY,
                        "serve ingest -s partitions=-1 --port 0",
                        "serve ingest -s host=\u001b[2J --port 0 --bootstrap-servers " + NOBODY,
                        "serve ingest -s state.dir=/proc/nowhere --port 0 --bootstrap-servers " + NOBODY,
                        "serve ingest -s state.dir=/dev/null --port 0 --bootstrap-servers " + NOBODY,
                        "serve gateway -s gateway.token=\u00e9 --port 0 --gateway-port 0 --bootstrap-servers " + NOBODY,
                        "serve gateway -s gateway.hosts=a:b:c --port 0 --gateway-port 0 --bootstrap-servers " + NOBODY,
                        "serve \u202e",
                        "broker --data /dev/null --broker-port 0 --port 0",
                        "broker --data /proc/x --broker-port 0 --port 0",
                        "ingest --bootstrap-servers ''",
                        "topics --bootstrap-servers localhost:99999",
                        "topics --bootstrap-servers " + "a,".repeat(2000),
                        "books \u202e",
                        "books search --site ftp://x --contact a@b --cache /proc/x",
                        "books search --site http://localhost:1/ --contact \u001b[2J --cache /proc/x",
                        "books catalogue --site http://user:pw@localhost:1/ --contact a@b",
                        "books fetch 1 --out /proc/x --site http://localhost:1/ --contact a@b --cache /proc/x",
                        "books fetch --list /etc/passwd --out /dev/null --contact a@b",
                        "books fetch --balance '' --out /proc/x",
                        "lda train /dev/null --out /dev/full",
                        "lda train /proc/self/fd --out x",
                        "lda perplexity /dev/zero .",
                        "lda perplexity /etc/passwd .",
                        "lda compare / /",
                        "vectors import /dev/zero --bootstrap-servers " + NOBODY,
                        "vectors import /etc/passwd --bootstrap-servers " + NOBODY,
                        "vectors export ../../x --out /dev/full --bootstrap-servers " + NOBODY,
                        "vectors show \u001b]0;x\u0007 --bootstrap-servers " + NOBODY,
                        "acls --format nothing",
                        "acls --principal-prefix \u001b[2J",
                        "demo --books /dev/null",
                        "demo --books /dev/shm/none --seeds ,,,",
                        "demo --prevalence 7",
                        "demo --strength NaN")
                .map(line -> Arrays.stream(line.split(" "))
                        .map(word -> word.equals("''") ? "" : word)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource
    void odd(List<String> words) {
        assertRefused(run(words));
    }

    /** With {@code gumshoe ingest *}, whoever names a file would choose the options. */
    @Test
    void aFileWhoseNameBeginsWithAnAtIsAFile() throws IOException {
        Path options = Files.writeString(directory.resolve("options"), "--help");

        Result result = run(List.of("model", "info", "--model", "@" + options));

        assertRefused(result);
        assertThat(result.text()).contains("@" + options);
    }

    @Test
    void booksThatAreNone() throws IOException {
        Files.writeString(directory.resolve("a\nb\u001b[2J.txt"), " ");
        Files.write(directory.resolve("b.txt"), new byte[1000]);
        Files.write(directory.resolve("c.epub"), "PK".getBytes(StandardCharsets.UTF_8));
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("d.txt").toFile(), "rw")) {
            sparse.setLength(1L << 38);
        }
        Files.createSymbolicLink(directory.resolve("e.txt"), Path.of("/dev/zero"));
        Files.createSymbolicLink(directory.resolve("f.txt"), directory.resolve("f.txt"));

        Result result = run(List.of(
                "lda",
                "train",
                directory.toString(),
                "--out",
                directory.resolve("m").toString()));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.text().strip().lines()).hasSize(5).allMatch(line -> line.startsWith("gumshoe: "));
        assertThat(result.text()).doesNotContain("\u001b", "this is a bug");
    }

    @Test
    void whereNothingCanBeWritten() throws IOException {
        Path book = Files.writeString(directory.resolve("book.txt"), "The murder was beside the window. ".repeat(500));
        for (String out : List.of("/dev/full", "/", "/proc/x", book + "/x", directory.toString())) {
            assertRefused(run(List.of("lda", "train", directory.toString(), "-k", "2", "--out", out)));
        }
    }
}
