// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.BadInputException;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;
import org.gumshoe.text.words.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Books that were made to hang a reader or to fill its memory; a time-out stands for a hang. */
@Timeout(120)
class HostileBooksTest {
    private static final String CONTAINER =
            "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"'", "’a", "a’", "a", "汉", ". (", "\u2029", "\u00a0", "“", "a\u0301\u0323", "1.", "-", "…"})
    void readsOneMillionTimesTheSame(String piece) throws IOException {
        Path file = write("a-b_c.txt", "The door. " + piece.repeat(1_000_000 / piece.length()) + " It closed.");

        Book book = Books.read(file);
        List<Span> passages = Passages.split(book.text(), 300);
        passages.forEach(passage -> Words.capitals(passage.text()));

        assertThat(passages)
                .allSatisfy(passage -> assertThat(passage.text().length()).isLessThanOrEqualTo(1200 * 129));
        assertThat(Words.tokens(book.text())).contains("door", "closed");
    }

    @Test
    void reads20000ApostrophesAfterAWord() {
        assertThat(Words.tokens("it" + "’s".repeat(20_000) + " murder")).containsExactly("murder");
    }

    @Test
    void cutsAWordOfAMillionLettersButLosesNone() {
        String word = "a".repeat(1_200_000);

        List<Span> passages = Passages.split("Hello there. " + word + " the end.", 300);

        assertThat(passages).hasSizeGreaterThan(20);
        assertThat(passages.stream().map(Span::text).collect(Collectors.joining()))
                .contains(word.substring(0, 1000))
                .hasSizeGreaterThan(1_200_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>",
                "<div>",
                "<table><b>",
                "<table><tr><p>x",
                "<p>",
                "&nbsp;",
                "&",
                "<",
                "<a><div></a>",
                "\u00a0",
                "<nav></nav>",
                "<!--",
                "<p class='pagenum'>1</p>"
            })
    void readsHtmlOfOnePieceRepeated(String piece) throws IOException {
        Path file = write("a-b_c.html", "<p>The door closed." + piece.repeat(300_000 / piece.length()) + " Over.");

        assertThat(Books.read(file).text()).startsWith("The door closed.");
    }

    @Test
    void keepsTheTextOfTablesAndOfDeepElements() throws IOException {
        String deep = "<div>".repeat(500) + "deep" + "</div>".repeat(500);
        String page = "<p>One<table><tr><td>a</td> <td>b</td></tr><tr><td>c</td></tr></table><p>two" + deep;

        assertThat(Books.read(write("a-b_c.html", page)).text()).isEqualTo("One\n\na b\n\nc\n\ntwo\n\ndeep");
        assertThat(Books.read(epub(Map.of("1.xhtml", "<html><body>" + deep + "</body></html>"), List.of("1")))
                        .text())
                .isEqualTo("deep");
    }

    @Test
    void readsAPageThatIsNamed400TimesOnce() throws IOException {
        Path file = epub(
                Map.of("1.xhtml", "<html><body><p>" + "A door closed. ".repeat(1000) + "</p></body></html>"),
                IntStream.range(0, 400).mapToObj(i -> "1").toList());

        assertThat(Books.read(file).text()).hasSize(15_000 - 1);
    }

    @Test
    void readsASpineOf20000Pages() throws IOException {
        Map<String, String> pages = new LinkedHashMap<>();
        List<String> spine = IntStream.range(0, 20_000)
                .mapToObj(Integer::toString)
                .peek(id -> pages.put(id + ".xhtml", "<html><body><p>Door " + id + "</p></body></html>"))
                .toList();

        assertThat(Books.read(epub(pages, spine)).text())
                .startsWith("Door 0\n\nDoor 1\n\n")
                .endsWith("Door 19999");
    }

    @Test
    void refusesWhatInflatesBeyondABook() throws IOException {
        Path page = epub(Map.of("1.xhtml", "<p>" + " ".repeat(17 << 20)), List.of("1"));
        assertThatThrownBy(() -> Books.read(page))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("inflates to more than a book can be (1.xhtml: 16 MB");

        Map<String, String> pages = IntStream.range(0, 9)
                .boxed()
                .collect(Collectors.toMap(i -> i + ".xhtml", i -> "<p>" + " ".repeat(15 << 19)));
        Path all = epub(pages, IntStream.range(0, 9).mapToObj(Integer::toString).toList());
        assertThatThrownBy(() -> Books.read(all)).hasMessageContaining("all pages: 64 MB");
    }

    @Test
    void boundsTitlesAuthorsAndGenres() throws IOException {
        String many = "<dc:subject>" + "g".repeat(1000) + "%d</dc:subject>";
        Path file = epub(
                Map.of("1.xhtml", "<html><body><p>A door.</p></body></html>"),
                List.of("1"),
                "<dc:title>" + "t".repeat(1_000_000) + "</dc:title><dc:creator>Ann</dc:creator>" + many.repeat(100));

        Book book = Books.read(file);

        assertThat(book.title()).hasSize(301);
        assertThat(book.id()).hasSizeLessThan(700);
        assertThat(book.genres()).hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void followsNoLinkOutOfAFolder(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("secret.txt"), "A secret.");
        Files.createDirectories(directory.resolve("shelf/own"));
        Files.createSymbolicLink(directory.resolve("shelf/a.txt"), elsewhere.resolve("secret.txt"));
        Files.createSymbolicLink(directory.resolve("shelf/b"), elsewhere);
        Files.createSymbolicLink(directory.resolve("shelf/loop"), directory.resolve("shelf"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("shelf"));

        assertThatThrownBy(() -> Books.find(directory.resolve("shelf")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 links in it lead elsewhere and are not followed");
        Files.writeString(directory.resolve("shelf/own/book.txt"), "A door.");
        assertThat(Books.find(directory.resolve("shelf"))).containsExactly(directory.resolve("shelf/own/book.txt"));
        assertThat(Books.find(directory.resolve("link"))).hasSize(1);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    }

    private Path epub(Map<String, String> pages, List<String> spine) throws IOException {
        return epub(pages, spine, "<dc:title>Door</dc:title>");
    }

    private Path epub(Map<String, String> pages, List<String> spine, String metadata) throws IOException {
        String items = pages.keySet().stream()
                .map(name -> "<item id=\"%s\" href=\"%s\" media-type=\"application/xhtml+xml\"/>"
                        .formatted(name.replace(".xhtml", ""), name))
                .collect(Collectors.joining());
        String references =
                spine.stream().map(id -> "<itemref idref=\"" + id + "\"/>").collect(Collectors.joining());
        Map<String, String> files = new LinkedHashMap<>(pages);
        files.put("META-INF/container.xml", CONTAINER);
        files.put(
                "p.opf",
                "<package><metadata>" + metadata + "</metadata><manifest>" + items + "</manifest><spine>" + references
                        + "</spine></package>");
        Path file = directory.resolve("book.epub");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> content : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(content.getKey()));
                zip.write(content.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
