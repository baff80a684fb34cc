// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.BookList.Wanted;
import org.gumshoe.catalogue.ShelfManifest.ShelvedBook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest of a shelf, lists of wanted books, and the names of files in the layout. */
class ShelfTest {
    @TempDir
    Path directory;

    private static ShelvedBook book(String id, String title) {
        return new ShelvedBook(
                id,
                "Ann O’Dell",
                title,
                List.of("Crime", "Fiction"),
                "1",
                "7",
                id + ".txt",
                "http://x/7",
                "ab",
                Instant.EPOCH,
                "");
    }

    @Test
    void theManifestIsReadBackAndTitlesStayOnOneLine() throws IOException {
        ShelfManifest.open(directory).put(book("a_b", "The\tLamp\nA Tale"));
        ShelfManifest manifest = ShelfManifest.open(directory);
        manifest.put(book("a_c", "Two"));
        manifest.put(book("a_b", "One"));

        assertThat(ShelfManifest.open(directory).books()).containsExactly(book("a_b", "One"), book("a_c", "Two"));
        assertThat(Files.readAllLines(directory.resolve("manifest.tsv")).getFirst())
                .isEqualTo("id\tauthor\ttitle\tsubjects\tlabel\tnumber\tfile\tsource\tsha256\tfetched\tnote");
        assertThat(Files.list(directory)).hasSize(1);
    }

    @Test
    void aManifestOfAnotherFormIsNotOverwritten() throws IOException {
        Files.writeString(directory.resolve("manifest.tsv"), "id\tauthor\tdetective\na_b\tAnn\t1\n");

        assertThatThrownBy(() -> ShelfManifest.open(directory))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("manifest.tsv", "has no columns");
    }

    @Test
    void wantedBooksAreFoundByAuthorAndTitle() throws IOException {
        Path list = Files.writeString(
                directory.resolve("list.tsv"),
                "id\ttitle\tauthor\tfile\n" + "d_l\tThe Lamp\tAnn O’Dell\tx/lamp.epub\n"
                        + "m_d\tMoby Dick\tHerman Melville\t\n" + "w\tWe\tYevgeny Zamyatin\t\n"
                        + "b\tThe Big Bow\tA. Bell and C. Dale\t\n" + "n\tThe Lamp\tNobody Else\t\n");
        List<CatalogueEntry> catalogue = List.of(
                BookFilterTest.book("1", "Lamp", "O'Dell, Ann, 1870-1930"),
                BookFilterTest.book("2", "The Lamp", "Other, Ann"),
                BookFilterTest.book("3", "Moby Dick; Or, The Whale", "Melville, Herman, 1819-1891"),
                BookFilterTest.book("4", "Moby Dick", "Smith, John"),
                BookFilterTest.book("5", "We", "Zami͡atin, Evgeniĭ; Zilboorg, Gregory [Translator]"),
                BookFilterTest.book("6", "The Big Bow", "Dale, Clara"));

        var found = BookList.find(BookList.read(list, null), catalogue);

        assertThat(found.values().stream()
                        .map(entry -> entry.map(CatalogueEntry::number).orElse("-")))
                .containsExactly("1", "3", "-", "6", "-");
        assertThat(BookList.read(list, "file")).extracting(Wanted::path).first().isEqualTo("x/lamp.epub");
        assertThatThrownBy(() -> BookList.read(list, "place")).hasMessageContaining("place");
    }

    @Test
    void anIdMustNotLeaveTheDirectory() throws IOException {
        Path list = Files.writeString(directory.resolve("list.tsv"), "id\ttitle\tauthor\n../x\tThe Lamp\tAnn\n");

        assertThatThrownBy(() -> BookList.read(list, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("../x");
    }

    @Test
    void namesOfFiles() {
        assertThat(GutenbergFiles.names("12345", List.of(BookFormat.TXT, BookFormat.EPUB, BookFormat.HTML)))
                .extracting(GutenbergFiles.Name::path)
                .containsExactly(
                        "cache/epub/12345/pg12345.txt",
                        "1/2/3/4/12345/12345-0.txt",
                        "1/2/3/4/12345/12345.txt",
                        "1/2/3/4/12345/12345-8.txt",
                        "1/2/3/4/12345/12345.zip",
                        "ebooks/12345.txt.utf-8",
                        "cache/epub/12345/pg12345.epub",
                        "cache/epub/12345/pg12345-images-3.epub",
                        "cache/epub/12345/pg12345-images.html");
        assertThat(GutenbergFiles.names("7", List.of(BookFormat.TXT)).get(1).path())
                .isEqualTo("0/7/7-0.txt");
        assertThat(BookFormat.ofName("ebooks/a/downloads/a.epub?source=download"))
                .isEqualTo(Optional.of(BookFormat.EPUB));
    }

    @Test
    void anIdFitsAFileSystem() {
        CatalogueEntry book = BookFilterTest.book("1", "紅樓夢".repeat(100), "曹雪芹");

        assertThat(book.id().getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(200);
        assertThat(book.id()).startsWith("曹雪芹_紅樓夢");
    }
}
