// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BooksTest {
    private static final String GUTENBERG = """
            The Project Gutenberg eBook of The Lost Lamp, by Ann O’Dell

            This eBook is for the use of anyone anywhere.

            Title: The Lost Lamp, and What
                   Became of It
            Author: Ann O’Dell

            Release date: May 1, 1900

            *** START OF THE PROJECT GUTENBERG EBOOK THE LOST LAMP ***

            Produced by A. Volunteer and the Online
            Distributed Proofreading Team.

            [Illustration: A lamp.]

            CHAPTER I

            The lamp stood in the drawing-
            room, and nobody had lit it
            for years.

            “Who took it?” she asked. [Illustration] Nobody knew.

            *** END OF THE PROJECT GUTENBERG EBOOK THE LOST LAMP ***

            Section 1. General Terms of Use
            """;

    @TempDir
    Path directory;

    @Test
    void keepsOneParagraphPerLine() {
        String paragraph = "It was a long paragraph of a book that nobody has ever wrapped. "
                .repeat(4)
                .strip();

        Book book =
                read("jane-doe_a-quiet-house.txt", "# I. The House\n\n" + paragraph + "\n“No.”\n" + paragraph + "\n");

        assertThat(book.text()).isEqualTo("I. The House\n\n" + paragraph + "\n\n“No.”\n\n" + paragraph);
        assertThat(book)
                .extracting(Book::id, Book::title, Book::author)
                .containsExactly("jane-doe_a-quiet-house", "A Quiet House", "Jane Doe");
    }

    @Test
    void joinsWrappedLinesAndStripsGutenbergBoilerplate() {
        Book book = read("pg123.txt", GUTENBERG);

        assertThat(book.text())
                .isEqualTo("CHAPTER I\n\nThe lamp stood in the drawing-room, and nobody had lit it for years.\n\n"
                        + "“Who took it?” she asked.  Nobody knew.");
        assertThat(book)
                .extracting(Book::id, Book::title, Book::author)
                .containsExactly(
                        "ann-odell_the-lost-lamp-and-what-became-of-it",
                        "The Lost Lamp, and What Became of It",
                        "Ann O’Dell");
    }

    @Test
    void readsGutenbergWithWindowsLineEnds() {
        assertThat(read("pg123.txt", GUTENBERG.replace("\n", "\r\n")).text())
                .startsWith("CHAPTER I\n\nThe lamp stood in the drawing-room,");
    }

    @Test
    void rejectsTextOfBoilerplateOnly() {
        String text = GUTENBERG.replaceAll("(?s)CHAPTER I.*Nobody knew\\.", "");

        assertThatThrownBy(() -> read("pg123.txt", text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("pg123.txt", "nothing but boilerplate", "replace it");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,EFBBBF", "UTF-16LE,FFFE", "UTF-16BE,FEFF", "UTF-32LE,FFFE0000", "UTF-8,''"})
    void readsUnicodeByItsByteOrderMark(String charset, String mark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(java.util.HexFormat.of().parseHex(mark));
        bytes.write("Él wrote “naïve” prose.".getBytes(Charset.forName(charset)));

        assertThat(read("a.txt", bytes.toByteArray()).text()).isEqualTo("Él wrote “naïve” prose.");
    }

    @Test
    void reportsTheOffsetOfAnInvalidByte() {
        assertThatThrownBy(() -> read("latin.txt", "It was a café.".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("latin.txt", "not UTF-8", "offset 12", "iconv");
    }

    @Test
    void rejectsEmptyBlankBinaryAndTruncatedFiles() {
        assertThatThrownBy(() -> read("a.txt", "")).hasMessageContainingAll("a.txt", "is empty", "remove it");
        assertThatThrownBy(() -> read("b.txt", " \n\n\t "))
                .hasMessageContainingAll("b.txt", "empty but for white space");
        assertThatThrownBy(() -> read("c.txt", new byte[] {'a', 0, 'b', 0, 1, 2}))
                .hasMessageContainingAll("c.txt", "binary", "convert");
        assertThatThrownBy(() -> read("d.txt", "%PDF-1.7 and so on")).hasMessageContainingAll("d.txt", "binary");
        assertThatThrownBy(() -> read("e.txt", new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, 'b'}))
                .hasMessageContainingAll("e.txt", "UTF-16LE", "damaged");
        assertThatThrownBy(() -> Books.read(directory.resolve("none.txt"))).hasMessageContaining("There is no file");
    }

    @Test
    void readsHtmlInItsDeclaredEncoding() {
        String html =
                "<html><head><meta charset=\"windows-1252\"><title>Tea</title><meta name=author content=\"A. Writer\">"
                        + "<style>p{}</style></head><body><nav>Contents</nav><h1>One</h1><p>A café<br>in\nParis.</p><p>It&nbsp;rained.</p></body></html>";

        Book book = read("tea.html", html.getBytes(Charset.forName("windows-1252")));

        assertThat(book.text()).isEqualTo("One\n\nA café in Paris.\n\nIt rained.");
        assertThat(book)
                .extracting(Book::id, Book::title, Book::author)
                .containsExactly("a-writer_tea", "Tea", "A. Writer");
    }

    @Test
    void findsOnlyBooksBelowADirectory() throws IOException {
        Files.createDirectories(directory.resolve("b/.git"));
        for (String name :
                new String[] {"z.txt", "b/a.EPUB", "b/c.xhtml", "manifest.tsv", ".hidden.txt", "b/.git/x.txt"}) {
            Files.writeString(directory.resolve(name), "x");
        }

        assertThat(Books.find(directory))
                .extracting(file -> directory.relativize(file).toString())
                .containsExactly("b/a.EPUB", "b/c.xhtml", "z.txt");
        assertThat(Books.find(directory.resolve("z.txt"))).containsExactly(directory.resolve("z.txt"));
    }

    @Test
    void reportsThatThereAreNoBooks() throws IOException {
        Files.writeString(directory.resolve("manifest.tsv"), "id");

        assertThatThrownBy(() -> Books.find(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("There are no books in " + directory);
        assertThatThrownBy(() -> Books.find(directory.resolve("nowhere")))
                .hasMessageContaining("There is no file or directory");
        assertThatThrownBy(() -> Books.find(directory.resolve("manifest.tsv")))
                .hasMessageContaining("is not a .txt, .epub or .html file");
    }

    private Book read(String name, String text) {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Book read(String name, byte[] bytes) {
        try {
            return Books.read(Files.write(directory.resolve(name), bytes));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
