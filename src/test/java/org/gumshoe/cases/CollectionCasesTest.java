// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.text.Book;
import org.gumshoe.text.BookCollection;
import org.gumshoe.text.Books;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids: different books have different ones, in any script. */
class CollectionCasesTest {
    @TempDir
    Path directory;

    @Test
    void titlesKeepTheLettersOfTheirScript() throws IOException {
        assertThat(id("x.epub", "Сыщик. Том 1", "Анна Кёниг")).isEqualTo("анна-кёниг_сыщик-том-1");
        assertThat(id("x.epub", "赤い門", "鈴木")).isEqualTo("鈴木_赤い門");
        assertThat(id("x.epub", "が", "鈴木")).isNotEqualTo(id("x.epub", "か", "鈴木"));
        assertThat(id("x.epub", "लाल द्वार", "आशा")).isEqualTo("आशा_लाल-द्वार");
        assertThat(id("x.epub", "La Porte Rouge à l’Été", "Zoë Brontë")).isEqualTo("zoe-bronte_la-porte-rouge-a-lete");
        assertThat(id("x.epub", "???", "Bea Quill")).isNotEqualTo(id("x.epub", "!!!", "Bea Quill"));
        assertThat(id("x.epub", "T".repeat(250), "Ä".repeat(250))).hasSizeLessThan(200);
    }

    @Test
    void volumesOfOneTitleStayApart() throws IOException {
        assertThat(id("gate-vol-1.epub", "The Red Gate", "Bea Quill")).isEqualTo("bea-quill_the-red-gate-1");
        assertThat(id("gate-vol-2.epub", "The Red Gate", "Bea Quill")).isEqualTo("bea-quill_the-red-gate-2");
        assertThat(id("gate2.epub", "The Red Gate", "Bea Quill")).isEqualTo("bea-quill_the-red-gate-2");
        assertThat(id("gate 2.epub", "The Red Gate 2", "Bea Quill")).isEqualTo("bea-quill_the-red-gate-2");
        assertThat(id("pg2600.epub", "The Red Gate", "Bea Quill")).isEqualTo("bea-quill_the-red-gate");
        String set =
                "<meta property=\"belongs-to-collection\" id=\"c\">All</meta><meta refines=\"#c\" property=\"collection-type\">set</meta>"
                        + "<meta refines=\"#c\" property=\"group-position\">3</meta>";
        assertThat(book(
                                "a.epub",
                                "<dc:title>The Red Gate</dc:title><dc:creator>Bea Quill</dc:creator>" + set,
                                "A gate.")
                        .id())
                .isEqualTo("bea-quill_the-red-gate-3");
    }

    @Test
    void aClashIsToldAndBothAreKept() throws IOException {
        String metadata = "<dc:title>The Red Gate</dc:title><dc:creator>Bea Quill</dc:creator>";
        book("a.epub", metadata, "The first text.");
        book("b.epub", metadata, "The second text.");
        book("c.epub", metadata, "The first text.");
        List<String> told = new ArrayList<>();

        List<Book> books = BookCollection.read(directory, told::add);

        assertThat(books).extracting(Book::text).containsExactly("The first text.", "The second text.");
        assertThat(books).extracting(Book::id).doesNotHaveDuplicates().first().isEqualTo("bea-quill_the-red-gate");
        assertThat(told.get(0)).contains("b.epub", "a.epub", "another text", "kept as bea-quill_the-red-gate-");
        assertThat(told.get(1)).contains("c.epub", "the same text", "left out");
    }

    @Test
    void signsThatNobodySeesGo() throws IOException {
        String text =
                "The de\u00adtec\u00adtive\u2060—\u200bin the o\ufb03ce\u2009… \u201c\u200a\u2018Oh,\u2019\u200a\u201d said \u200ethe\ufeff "
                        + "in\u200dspec\u200ctor.\u2009The\u202fﬂame\u00a0was ﬁne.";
        Path file = Files.writeString(directory.resolve("a-b_c.txt"), text);

        assertThat(Books.read(file).text())
                .isEqualTo("The detective—in the office… “‘Oh,’” said the inspector. The flame was fine.");
    }

    @Test
    void joinersStayWhereAScriptNeedsThem() throws IOException {
        Path file = Files.writeString(directory.resolve("a-b_c.txt"), "می\u200cخواهم क्\u200dष");

        assertThat(Books.read(file).text()).isEqualTo("می\u200cخواهم क्\u200dष");
    }

    @Test
    void marksOfNotesAndPagesGoFromPlainText() throws IOException {
        Path file = Files.writeString(
                directory.resolve("a-b_c.txt"), "She left.[2] The [Pg 13] key[A] lay {14} there [sic].");

        assertThat(Books.read(file).text()).isEqualTo("She left. The key lay there [sic].");
    }

    private String id(String file, String title, String author) throws IOException {
        return book(file, "<dc:title>" + title + "</dc:title><dc:creator>" + author + "</dc:creator>", "A gate.")
                .id();
    }

    private Book book(String file, String metadata, String text) throws IOException {
        return Books.read(new EpubFile()
                .metadata(metadata)
                .page("a.xhtml", "<p>" + text + "</p>")
                .write(directory.resolve(file)));
    }
}
