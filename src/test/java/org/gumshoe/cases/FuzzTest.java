// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.Golden;
import org.gumshoe.lm.ModelFiles;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated books and model files, the same on each build: each is read, or refused in a sentence.
 * {@code bench/fuzz} does so for hours.
 */
@Timeout(60)
class FuzzTest {
    private static final List<String> PIECES = List.of(
            "<section epub:type=\"titlepage\">",
            "</section>",
            "<pre>",
            "*** START OF THE PROJECT GUTENBERG EBOOK X ***",
            "\n\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\n\n",
            "\u0000",
            "\u2028",
            "\u00ad",
            "&nbsp;",
            "<sup>1</sup>",
            "[Pg 3]",
            "。",
            "-1",
            "2147483648",
            "null",
            "[]",
            "{\"",
            "1e999");

    @TempDir
    Path directory;

    @Test
    void books() throws IOException {
        String story = MadeUpProse.paragraphs(6, 5).stream()
                .map(p -> "<p>" + p + "</p>")
                .collect(Collectors.joining());
        Path epub = new EpubFile().page("a.xhtml", story).write(directory.resolve("a.epub"));
        List<byte[]> books = List.of(
                Files.readAllBytes(epub),
                EpubFile.xhtml(story).getBytes(StandardCharsets.UTF_8),
                MadeUpProse.wrapped(MadeUpProse.paragraphs(6, 6)).getBytes(StandardCharsets.UTF_8));
        List<String> names = List.of("b.epub", "b.html", "a-b_c.txt");
        int read = 0;
        for (int seed = 0; seed < 900; seed++) {
            int kind = seed % 3;
            Path file = Files.write(directory.resolve(names.get(kind)), mutated(books.get(kind), new Random(seed)));
            read += attempt(seed, () -> {
                Book book = Books.read(file);
                Passages.split(book.text(), 40).forEach(passage -> Words.capitals(passage.text()));
            });
        }
        assertThat(read).isBetween(300, 890);
    }

    @Test
    void configurations() throws IOException {
        for (String model : List.of("llama3", "gemma3", "gpt2", "qwen2")) {
            Path copy = Files.createDirectory(directory.resolve(model));
            try (Stream<Path> files = Files.list(Golden.resource("tiny/" + model))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            byte[] config = Files.readAllBytes(copy.resolve("config.json"));
            for (int seed = 0; seed < 60; seed++) {
                Files.write(copy.resolve("config.json"), mutated(config, new Random(seed)));
                attempt(seed, () -> ModelFiles.open(copy).close());
            }
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static int attempt(int seed, Reading reading) {
        try {
            reading.run();
            return 1;
        } catch (BadInputException e) {
            assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
            return 0;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return fail("seed " + seed, e);
        }
    }

    /** Changes a few places: another byte, a piece put in, a part left out or said twice. */
    private static byte[] mutated(byte[] whole, Random random) {
        byte[] bytes = whole;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            int end = Math.min(bytes.length, at + random.nextInt(40));
            byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            bytes = switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] other = bytes.clone();
                    other[at] = (byte) random.nextInt(256);
                    yield other;
                }
                case 1 -> joined(bytes, at, piece, at);
                case 2 -> joined(bytes, at, new byte[0], end);
                default -> joined(bytes, end, new byte[0], at);
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int end, byte[] piece, int from) {
        byte[] all = new byte[end + piece.length + bytes.length - from];
        System.arraycopy(bytes, 0, all, 0, end);
        System.arraycopy(piece, 0, all, end, piece.length);
        System.arraycopy(bytes, from, all, end + piece.length, bytes.length - from);
        return all;
    }
}
