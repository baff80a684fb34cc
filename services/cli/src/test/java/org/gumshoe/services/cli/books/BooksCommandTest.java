// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.gumshoe.catalogue.ShelfManifest;
import org.gumshoe.catalogue.ShelfManifest.ShelvedBook;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.cli.library.FakeLibrary;
import org.gumshoe.text.Books;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people type them, against a library on this machine. */
class BooksCommandTest {
    private static final String[] ROWS = {
        "1,Sound,2001-01-01,Heard,en,\"Doyle, Arthur Conan, 1859-1930\",Detective and mystery stories,PR,",
        "108,Text,2006-03-08,The Return of Sherlock Holmes,en,\"Doyle, Arthur Conan, 1859-1930\","
                + "\"Holmes, Sherlock -- Fiction; Detective and mystery stories, English\",PR,Browsing: Crime/Mystery",
        "42,Text,1992-01-01,The Strange Case,en,\"Stevenson, Robert Louis, 1850-1894\",Horror tales,PR,",
        "43,Text,1992-10-31,The Strange Case,en,\"Stevenson, Robert Louis, 1850-1894\",Horror tales,PR,",
        "15,Text,1991-07-01,\"Moby Dick\nOr the Whale\",en,\"Melville, Herman, 1819-1891\",Whaling -- Fiction,PS,",
        "900,Text,2010-01-01,Le Crime,fr,\"Gaboriau, Émile, 1832-1873\",Detective and mystery stories,PQ,",
        "901,Text,2011-01-01,The Leavenworth Case,en,\"Green, Anna Katharine, 1846-1935\",Detective and mystery"
                + " stories,PS,"
    };

    @TempDir
    Path directory;

    private final FakeLibrary server = new FakeLibrary();
    private String out;
    private String err;

    @BeforeEach
    void fill() {
        server.isPaced = false; // it is on this machine, and so is the clock
        server.catalogue(ROWS);
        for (int number : new int[] {108, 42, 43, 15, 900, 901}) {
            server.book(number, text(number));
        }
    }

    @AfterEach
    void closeAndAssertManners() {
        server.close();
    }

    private static String text(int number) {
        return "The Project Gutenberg eBook\n\nTitle: Of a header\n\nAuthor: Some Body\n\n"
                + "*** START OF THE PROJECT GUTENBERG EBOOK ***\n\nBook " + number + " begins at the café.\n\n"
                + "The inspector looked at the door and said nothing.\n\n".repeat(60)
                + "*** END OF THE PROJECT GUTENBERG EBOOK ***\n";
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of("books"));
        all.addAll(List.of(words));
        all.addAll(List.of("--cache", directory.resolve("cache").toString(), "--contact", "ann@books.example"));
        if (!all.contains("--feed")) {
            all.addAll(List.of("--site", server.address().toString()));
        }
        StringWriter shown = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Gumshoe.commandLine()
                .setOut(new PrintWriter(shown))
                .setErr(new PrintWriter(errors))
                .execute(all.toArray(String[]::new));
        out = shown.toString();
        err = errors.toString();
        return code;
    }

    private int fetch(String... words) {
        List<String> all = new ArrayList<>(List.of("fetch", "--out", shelf().toString()));
        all.addAll(List.of(words));
        return run(all.toArray(String[]::new));
    }

    private Path shelf() {
        return directory.resolve("shelf");
    }

    private List<ShelvedBook> manifest() {
        return List.copyOf(ShelfManifest.open(shelf()).books());
    }

    @Test
    void catalogueTwiceAndSearch() {
        assertThat(run("catalogue")).as(err).isZero();
        assertThat(out).contains("6 books, 5 of them in English, by 5 authors");
        assertThat(run("catalogue")).isZero();
        assertThat(err).contains("has not changed");
        int requests = server.requests.size();

        assertThat(run("search", "--subject", "detective stories", "--language", "en"))
                .isZero();
        assertThat(out.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("108\tArthur Conan Doyle\tThe Return of Sherlock Holmes\ten\t2006\tHolmes"),
                        line -> assertThat(line).startsWith("901\tAnna Katharine Green"),
                        line -> assertThat(line).isEqualTo("2 of 2 books"));
        assertThat(run("search", "--shelf", "Category: crime")).isZero();
        assertThat(out).contains("1 of 1 books");
        assertThat(run("search", "--title", "whale")).isZero();
        assertThat(out).contains("Moby Dick Or the Whale");
        assertThat(server.requests).hasSize(requests);
    }

    @Test
    void aBalancedShelfWithLabelsAndAManifest() throws Exception {
        assertThat(fetch("--language", "en", "--balance", "detective stories"))
                .as(err)
                .isZero();

        assertThat(manifest())
                .extracting(ShelvedBook::id, ShelvedBook::label, ShelvedBook::number)
                .containsExactly(
                        tuple("arthur-conan-doyle_the-return-of-sherlock-holmes", "1", "108"),
                        tuple("robert-louis-stevenson_the-strange-case", "0", "42"),
                        tuple("anna-katharine-green_the-leavenworth-case", "1", "901"),
                        tuple("herman-melville_moby-dick-or-the-whale", "0", "15"));
        ShelvedBook first = manifest().getFirst();
        Path file = shelf().resolve(first.file());
        assertThat(first.source()).isEqualTo(server.address() + "cache/epub/108/pg108.txt");
        assertThat(first.author()).isEqualTo("Arthur Conan Doyle");
        assertThat(first.subjects()).hasSize(2);
        assertThat(first.note()).contains("public domain in the USA");
        assertThat(first.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
        assertThat(Books.read(file).id()).isEqualTo(first.id());
        assertThat(Books.read(file).text())
                .startsWith("Book 108 begins at the café.")
                .doesNotContain("GUTENBERG");
    }

    @Test
    void theSameCommandAgainFetchesNothing() throws IOException {
        assertThat(fetch("108", "15", "--not-author", "Melville")).isOne();
        assertThat(err).contains("15 is no text in the catalogue, or another filter excludes it");
        int requests = server.requests.size();

        assertThat(fetch("108")).isZero();
        assertThat(out).contains("0 books fetched", "1 there before");
        Files.writeString(shelf().resolve(manifest().getFirst().file()), "mine");
        assertThat(fetch("108")).isZero();
        assertThat(err).contains("was changed since it was fetched and is left as it is");
        assertThat(server.requests).hasSize(requests);

        assertThat(fetch("1")).isOne();
        assertThat(err).contains("1 is no text in the catalogue");
    }

    @Test
    void anotherFileOfThatNameIsLeftAsItIs() throws IOException {
        Files.createDirectories(shelf());
        Path mine = Files.writeString(shelf().resolve("arthur-conan-doyle_the-return-of-sherlock-holmes.txt"), "mine");

        assertThat(fetch("108", "900")).isOne();
        assertThat(mine).hasContent("mine");
        assertThat(err).contains("is there with another text");
        assertThat(manifest()).extracting(ShelvedBook::number).containsExactly("900");
    }

    @Test
    void bothNumbersOfAWorkHaveIdsOfTheirOwn() {
        assertThat(fetch("--title", "strange case", "--all-editions")).as(err).isZero();
        assertThat(fetch("--title", "strange case", "--all-editions")).isZero();

        assertThat(manifest())
                .extracting(ShelvedBook::id)
                .containsExactly(
                        "robert-louis-stevenson_the-strange-case", "robert-louis-stevenson_the-strange-case-43");
    }

    @Test
    void theBooksOfAListComeByAuthorAndTitleWithTheirOwnIds() throws IOException {
        Path list = Files.writeString(
                directory.resolve("list.tsv"),
                "id\ttitle\tauthor\tsubjects\tfile\n"
                        + "akg_leavenworth\tThe Leavenworth Case\tAnna Katharine Green\tMystery\tcase.txt\n"
                        + "nobody_nothing\tNothing\tNobody\tFiction\tnothing.txt\n");

        assertThat(fetch("--list", list.toString(), "--label", "mystery")).isOne();
        assertThat(err).contains("nobody_nothing is not in the catalogue");
        assertThat(manifest()).singleElement().satisfies(book -> {
            assertThat(book.id()).isEqualTo("akg_leavenworth");
            assertThat(book.label()).isEqualTo("1");
            assertThat(book.number()).isEqualTo("901");
        });

        server.text("/case.txt", text(7));
        assertThat(run(
                        "fetch",
                        "--out",
                        directory.resolve("paths").toString(),
                        "--list",
                        list.toString(),
                        "--paths",
                        "file"))
                .isOne();
        assertThat(out).contains("akg_leavenworth.txt");
        assertThat(err).contains("nobody_nothing could not be had");
    }

    @Test
    void anAuthorInAManifestIsExcluded() throws IOException {
        Path seen = Files.writeString(directory.resolve("seen.tsv"), "id\tauthor\nx\tA. C. Doyle and Émile Gaboriau\n");

        assertThat(fetch("--subject", "detective*", "--not-author", seen.toString()))
                .as(err)
                .isZero();
        assertThat(manifest()).extracting(ShelvedBook::number).containsExactly("901");
    }

    @Test
    void aRefusalKeepsWhatHasCome() {
        server.fault("pg42.txt", FakeLibrary.Fault.FORBIDDEN);

        assertThat(fetch("--language", "en")).isOne();
        assertThat(out).contains("1 book fetched");
        assertThat(err.strip().lines().toList().getLast())
                .contains("status 403")
                .startsWith("gumshoe: ");
        assertThat(manifest()).extracting(ShelvedBook::number).containsExactly("108");
    }

    @Test
    void aBookThatCannotBeReadIsNotKept() {
        server.book(15, "*** START OF THE PROJECT GUTENBERG EBOOK ***\n\n*** END OF THE PROJECT GUTENBERG EBOOK ***\n");

        assertThat(fetch("15", "108")).isOne();
        assertThat(err).contains("herman-melville_moby-dick-or-the-whale cannot be read");
        assertThat(manifest()).extracting(ShelvedBook::number).containsExactly("108");
        assertThat(shelf().resolve(".incoming")).doesNotExist();
    }

    @Test
    void booksOfAFeed() {
        String link = "<link rel='http://opds-spec.org/acquisition/open-access' type='%s' href='/lamp.%s'/>";
        server.text(
                        "/feed",
                        "<feed><entry><id>urn:x:1</id><title>The Lamp</title><author><name>Ann O’Dell</name></author>"
                                + "<category term='Mystery'/>" + link.formatted("application/epub+zip", "epub")
                                + link.formatted("text/plain", "txt") + "</entry></feed>")
                .text("/lamp.txt", text(1));

        assertThat(fetch("--feed", server.address() + "feed", "--subject", "mystery", "--format", "epub,txt"))
                .as(err)
                .isZero();
        assertThat(manifest()).singleElement().satisfies(book -> {
            assertThat(book.id()).isEqualTo("ann-odell_the-lamp");
            assertThat(book.source()).isEqualTo(server.address() + "lamp.txt");
        });
    }

    @Test
    void whatIsAskedMustMakeSense() {
        assertThat(run("fetch", "108")).isOne();
        assertThat(err).contains("--out DIR", "--send");
        assertThat(fetch()).isOne();
        assertThat(err).contains("Nothing says which books to fetch");
        assertThat(fetch("--subject", "...")).isOne();
        assertThat(fetch("--year", "x")).isOne();
        assertThat(err).contains("no range of years");
        assertThat(fetch("--format", "pdf", "1")).isEqualTo(2);
        assertThat(fetch("--list", directory.resolve("none.tsv").toString())).isOne();
        assertThat(err).contains("There is no list of books");
        assertThat(run("search", "--all-editions", "--balance", "zebra")).isOne();
        assertThat(err).contains("none has the subject");
        assertThat(err.strip().lines()).hasSize(1);
    }
}
