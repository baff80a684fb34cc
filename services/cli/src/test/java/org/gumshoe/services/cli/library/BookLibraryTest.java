// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.BookFormat;
import org.gumshoe.catalogue.CatalogueEntry;
import org.gumshoe.services.cli.library.BookLibrary.FetchedBook;
import org.gumshoe.services.cli.library.FakeLibrary.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Manners and faults, on a clock that only sleeping moves. Closing the library asserts the manners. */
class BookLibraryTest {
    private static final String CONTACT = "ann@books.example";
    private static final List<BookFormat> FORMATS = List.of(BookFormat.TXT, BookFormat.EPUB);
    private static final String STORY = "*** START OF THE PROJECT GUTENBERG EBOOK ***\n"
            + "The inspector looked at the door and said nothing. ".repeat(200)
            + "\n*** END OF THE PROJECT GUTENBERG EBOOK ***\n";
    private static final String ROW = ",Text,2006-03-08,Book,en,\"Doyle, Arthur Conan, 1859-1930\",Crime,PR,Shelf";

    @TempDir
    Path directory;

    private final FakeLibrary server = new FakeLibrary();
    private final List<String> told = new ArrayList<>();
    private final Map<String, String> settings =
            new HashMap<>(Map.of("GUMSHOE_BOOKS_SITE", server.address().toString(), "GUMSHOE_BOOKS_CONTACT", CONTACT));

    @AfterEach
    void closeAndAssertManners() {
        server.close();
    }

    private BookLibrary library() {
        Pacing pacing = new Pacing(FakeLibrary.PAUSE, server.clock, server.clock::sleep, address -> false);
        return new BookLibrary(
                LibrarySettings.of(settings, Map.of()), directory, pacing, Duration.ofSeconds(20), told::add);
    }

    private Optional<String> fetch(BookLibrary library, int number) {
        CatalogueEntry entry = new CatalogueEntry(
                "" + number, "", null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return library.fetch(entry, FORMATS, directory).map(BookLibraryTest::text);
    }

    private static String text(FetchedBook book) {
        return new String(book.bytes(), StandardCharsets.UTF_8);
    }

    private Optional<String> fetch(int number) {
        try (BookLibrary library = library()) {
            return fetch(library, number);
        }
    }

    private void assertStops(int number, String... words) {
        assertThatThrownBy(() -> fetch(number))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void requestsAreTwoSecondsApartInOneRunAndBetweenRuns() {
        server.catalogue("1" + ROW, "2" + ROW).book(1, STORY).book(2, STORY);
        try (BookLibrary library = library()) {
            assertThat(library.catalogue(true)).hasSize(2);
            assertThat(fetch(library, 1)).contains(STORY);
            assertThat(fetch(library, 2)).contains(STORY);
        }
        assertThat(fetch(2)).contains(STORY);

        assertThat(server.clock.instant()).isEqualTo("2026-11-29T12:00:06Z");
    }

    @Test
    void aHostOfThisMachineNeedsNoPause() {
        assertThat(Pacing.isLoopback(URI.create("http://localhost:8080/"))).isTrue();
        assertThat(Pacing.isLoopback(URI.create("http://127.0.0.9/"))).isTrue();
        assertThat(Pacing.isLoopback(URI.create("http://[::1]:1/"))).isTrue();
        assertThat(Pacing.isLoopback(URI.create("http://192.0.2.1/"))).isFalse();
        assertThat(Pacing.real().pause()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void nobodyIsAskedWithoutAContact() {
        for (String contact : List.of("", "ann", "a b@c", "ann@books.example)\r\nX: y", "ä@b")) {
            settings.put("GUMSHOE_BOOKS_CONTACT", contact);
            assertStops(1, "GUMSHOE_BOOKS_CONTACT", "--contact");
        }
        assertThat(server.requests).isEmpty();
    }

    @Test
    void theCatalogueIsAskedForOnConditionAndOtherwiseReadFromDisk() {
        server.catalogue("1" + ROW);
        for (int i = 0; i < 3; i++) {
            try (BookLibrary library = library()) {
                assertThat(library.catalogue(i < 2)).hasSize(1);
            }
        }
        assertThat(server.requests).hasSize(2);
        assertThat(told).singleElement().asString().contains("has not changed since");

        server.catalogue("1" + ROW, "2" + ROW);
        try (BookLibrary library = library()) {
            assertThat(library.catalogue(true)).hasSize(2);
        }
    }

    @Test
    void aServerWithoutValidatorsIsAskedByTheTimeOfItsAnswer() {
        server.hasValidators = false;
        server.catalogue("1" + ROW);
        for (int i = 0; i < 2; i++) {
            try (BookLibrary library = library()) {
                assertThat(library.catalogue(true)).hasSize(1);
            }
        }
    }

    @Test
    void aBrokenCatalogueDoesNotReplaceAGoodOne() {
        server.catalogue("1" + ROW);
        try (BookLibrary library = library()) {
            library.catalogue(true);
        }
        String eight = "Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC\r\n1,Text,,A,en,,,PR\r\n";
        for (byte[] bytes : List.of(
                FakeLibrary.gzip(eight), "<html><title>captcha</title></html>".getBytes(StandardCharsets.UTF_8))) {
            server.file("/cache/epub/feeds/pg_catalog.csv.gz", bytes, "application/gzip");
            try (BookLibrary library = library()) {
                assertThatThrownBy(() -> library.catalogue(true))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageMatching(".*(lacks Bookshelves|is no catalogue).*");
                assertThat(library.catalogue(false)).hasSize(1);
            }
        }
    }

    @Test
    void aPlainCatalogueWillDo() {
        server.text(
                "/cache/epub/feeds/pg_catalog.csv",
                "Text#,Type,Issued,Title,Language,Authors,Subjects,LoCC,Bookshelves\r\n1" + ROW + "\r\n");
        try (BookLibrary library = library()) {
            assertThat(library.catalogue(false)).hasSize(1);
        }
    }

    @Test
    void whatIsMissingIsTriedInAnotherPlaceAndFormat() {
        server.text("/1/2/3/4/12345/12345-0.txt", STORY);
        assertThat(fetch(12345)).contains(STORY);
        assertThat(fetch(7)).isEmpty();
        assertThat(server.requests)
                .containsSubsequence(
                        "/cache/epub/12345/pg12345.txt",
                        "/1/2/3/4/12345/12345-0.txt",
                        "/0/7/7-0.txt",
                        "/cache/epub/7/pg7.epub");
    }

    @ParameterizedTest
    @EnumSource(names = {"BUSY", "BUSY_UNTIL", "CUT", "LENGTH_TOO_LARGE", "LENGTH_TOO_SMALL"})
    void whatGoesWrongOnceIsOvercome(Fault fault) {
        server.book(1, STORY).fault("pg1.txt", fault);

        assertThat(fetch(1)).contains(STORY);
    }

    @Test
    void aCutFileGoesOnWhereItStopped() {
        server.book(1, STORY).fault("pg1.txt", Fault.CUT);

        assertThat(fetch(1)).contains(STORY);
        assertThat(server.requests)
                .containsExactly("/cache/epub/1/pg1.txt", "/cache/epub/1/pg1.txt bytes=" + STORY.length() / 2 + "-");
    }

    @Test
    void aServerWithoutRangesBeginsAnew() {
        server.hasRanges = false;
        server.book(1, STORY).fault("pg1.txt", Fault.CUT);

        assertThat(fetch(1)).contains(STORY);
    }

    @Test
    void anotherRunGoesOnUnlessTheFileHasChanged() throws IOException {
        server.book(1, STORY);
        Files.writeString(directory.resolve("book.part"), STORY.substring(0, 1000));
        String address = server.address() + "cache/epub/1/pg1.txt";
        Files.write(
                directory.resolve("book.part.from"),
                List.of(address, "\"" + java.util.Arrays.hashCode(STORY.getBytes(StandardCharsets.UTF_8)) + "\""));
        assertThat(fetch(1)).contains(STORY);

        Files.writeString(directory.resolve("book.part"), "another");
        Files.write(directory.resolve("book.part.from"), List.of(address, "\"older\""));
        assertThat(fetch(1)).contains(STORY);

        Files.writeString(directory.resolve("book.part"), "of another book");
        Files.write(directory.resolve("book.part.from"), List.of(address + "x", ""));
        assertThat(fetch(1)).contains(STORY);
        assertThat(server.requests)
                .containsExactly(
                        "/cache/epub/1/pg1.txt bytes=1000-", "/cache/epub/1/pg1.txt bytes=7-", "/cache/epub/1/pg1.txt");
    }

    @Test
    void latin1BecomesUtf8() {
        String text = "Café. " + STORY;
        server.file("/cache/epub/1/pg1.txt", text.getBytes(StandardCharsets.ISO_8859_1), "text/plain");

        assertThat(fetch(1)).contains(text);
    }

    @Test
    void aRefusalOrACaptchaEndsItAll() {
        server.book(1, STORY).fault("pg1.txt", Fault.FORBIDDEN);
        assertStops(1, "refuses this client (status 403)", "--mirror");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aCaptchaEndsItAll() {
        server.book(1, STORY).fault("pg1.txt", Fault.CAPTCHA);
        assertStops(1, "asks for a human", "One moment", "--mirror");
        assertThat(server.requests).hasSize(1);
        assertThat(directory.resolve("book.part")).doesNotExist();
    }

    @Test
    void anotherPageIsPassedOver() {
        server.text("/0/1/1-0.txt", STORY).book(1, STORY).fault("pg1.txt", Fault.PAGE);

        assertThat(fetch(1)).contains(STORY);
        assertThat(told).singleElement().asString().contains("is a page (\"Sorry\") instead of a book");
    }

    @Test
    void aLongWaitEndsTheRunAndHoldsForTheNext() {
        server.book(1, STORY).fault("pg1.txt", Fault.BUSY_FOR_LONG);
        assertStops(1, "asks not to be asked before 2026-11-29T14:00:00Z");
        assertStops(1, "asks not to be asked before 2026-11-29T14:00:00Z");
        server.clock.sleep(Duration.ofHours(2));

        assertThat(fetch(1)).contains(STORY);
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void anOverloadedServerIsAskedFiveTimesAndLessAndLessOften() {
        server.book(1, STORY).fault("pg1.txt", Fault.OVERLOADED);

        assertStops(1, "is overloaded (status 503, 5 times)");
        assertThat(server.requests).hasSize(5);
        assertThat(server.clock.instant()).isAfterOrEqualTo("2026-11-29T12:01:15Z");
    }

    @Test
    void nobodyGetsMoreThanAHundredBooksADayWithoutAMirror() {
        for (int i = 1; i <= 103; i++) {
            server.book(i, STORY);
        }
        try (BookLibrary library = library()) {
            for (int i = 1; i <= 60; i++) {
                assertThat(fetch(library, i)).isPresent();
            }
        }
        try (BookLibrary library = library()) {
            for (int i = 61; i <= 100; i++) {
                assertThat(fetch(library, i)).isPresent();
            }
            assertThat(fetch(library, 100)).isPresent();
        }
        assertStops(101, "100 books were fetched from localhost", "go on after 2026-11-30T12:00", "--mirror");
        try (FakeLibrary mirror = new FakeLibrary()) {
            mirror.isMirror = true;
            mirror.isPaced = false; // it has another clock
            settings.put("GUMSHOE_BOOKS_MIRROR", mirror.address().toString());
            mirror.book(101, STORY);
            assertThat(fetch(101)).contains(STORY);
            settings.put("GUMSHOE_BOOKS_MIRROR", server.address().toString());
            assertStops(102, "100 books were fetched");
        }
    }

    @Test
    void roomComesBackAfterADay() {
        server.isMirror = true; // it does not count
        for (int i = 1; i <= 101; i++) {
            server.book(i, STORY);
        }
        try (BookLibrary library = library()) {
            for (int i = 1; i <= 100; i++) {
                fetch(library, i);
            }
        }
        server.clock.sleep(Duration.ofHours(24).minusSeconds(300));
        assertStops(101, "within a day");
        server.clock.sleep(Duration.ofSeconds(300));
        assertThat(fetch(101)).isPresent();
    }

    @Test
    void onlyOneProgramAsks() {
        server.book(1, STORY);
        try (BookLibrary library = library()) {
            fetch(library, 1);
            assertStops(1, "Another gumshoe is fetching books");
        }
        assertThat(fetch(1)).isPresent();
    }

    @Test
    void aFeedOfTwoPagesWithAPassword() {
        server.secret = Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        settings.put("GUMSHOE_BOOKS_FEED", server.address() + "feed");
        assertThatThrownBy(() -> {
                    try (BookLibrary library = library()) {
                        library.catalogue(true);
                    }
                })
                .hasMessageContaining("GUMSHOE_BOOKS_USER");
        settings.put("GUMSHOE_BOOKS_USER", "ann");
        settings.put("GUMSHOE_BOOKS_PASSWORD", "secret");
        server.text("/feed", feed("one", "<link rel='next' href='/feed2'/>"))
                .text("/feed2", feed("two", "<link rel='next' href='/feed'/>"))
                .text("/two.txt", STORY);
        try (BookLibrary library = library()) {
            List<CatalogueEntry> books = library.catalogue(true);
            assertThat(books).extracting(CatalogueEntry::number).containsExactly("one", "two");
            assertThat(library.fetch(books.get(1), FORMATS, directory).map(BookLibraryTest::text))
                    .contains(STORY);
            assertThat(library.fetch(books.get(0), FORMATS, directory)).isEmpty();
            assertThat(library.catalogue(true)).hasSize(2);
        }
    }

    private static String feed(String id, String next) {
        return "<feed>" + next + "<entry><id>" + id
                + "</id><title>T</title><link rel='http://opds-spec.org/acquisition' " + "type='text/plain' href='/"
                + id + ".txt'/></entry></feed>";
    }

    @Test
    void thePasswordDoesNotGoElsewhere() {
        try (FakeLibrary other = new FakeLibrary()) {
            other.isPaced = false;
            other.secret = "none";
            settings.put("GUMSHOE_BOOKS_USER", "ann");
            settings.put("GUMSHOE_BOOKS_MIRROR", other.address().toString());
            other.book(1, STORY);
            assertStops(1, "status 401");
        }
    }

    @Test
    void whoIsNotThereIsNotWaitedFor() {
        settings.put("GUMSHOE_BOOKS_SITE", "http://localhost:1");

        assertStops(1, "http://localhost:1/cache/epub/1/pg1.txt could not be fetched", "check the address");
        assertThat(server.clock.instant()).isEqualTo("2026-11-29T12:00:00Z");
    }

    @Test
    void withoutALibraryNothingIsAsked() {
        settings.remove("GUMSHOE_BOOKS_SITE");
        try (BookLibrary library = library()) {
            assertThatThrownBy(() -> library.catalogue(false)).hasMessageContainingAll("GUMSHOE_BOOKS_SITE", "--feed");
        }
        settings.put("GUMSHOE_BOOKS_SITE", "ftp://x");
        assertThatThrownBy(this::library)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("GUMSHOE_BOOKS_SITE=ftp://x");
    }

    /** The imitation notices each breach: a test that cannot fail proves nothing. */
    @Test
    void badMannersAreNoticed() throws Exception {
        server.catalogue("1" + ROW).fault("busy", Fault.BUSY).fault("no", Fault.FORBIDDEN);
        rude("/cache/epub/feeds/pg_catalog.csv.gz", "gumshoe/1 (a@b)");
        assertThat(server.breaches()).isEmpty();
        rude("/x", "gumshoe/1 (a@b)");
        assertThat(server.breaches()).containsExactly("less than two seconds before /x");
        server.clock.sleep(FakeLibrary.PAUSE);
        rude("/cache/epub/feeds/pg_catalog.csv.gz", "Mozilla");
        assertThat(server.breaches()).hasSize(2).anyMatch(each -> each.startsWith("without a contact"));
        server.clock.sleep(FakeLibrary.PAUSE);
        rude("/ebooks/search/?query=x", "gumshoe/1 (a@b)");
        assertThat(server.breaches()).hasSize(1);
        server.isPaced = false;
        rude("/busy", "gumshoe/1 (a@b)");
        rude("/x", "gumshoe/1 (a@b)");
        assertThat(server.breaches()).containsExactly("before the end of Retry-After: /x");
        server.clock.sleep(Duration.ofMinutes(1));
        for (int i = 1; i <= 101; i++) {
            rude("/cache/epub/" + i + "/pg" + i + ".txt", "gumshoe/1 (a@b)");
        }
        assertThat(server.breaches()).singleElement().asString().contains("more than a hundred");
        rude("/no", "gumshoe/1 (a@b)");
        rude("/x", "gumshoe/1 (a@b)");
        assertThat(server.breaches()).anyMatch(each -> each.startsWith("after a refusal"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<?> one =
                    client.sendAsync(request("/slow", CONTACT), HttpResponse.BodyHandlers.discarding());
            client.send(request("/slow", CONTACT), HttpResponse.BodyHandlers.discarding());
            one.join();
        }
        assertThat(server.breaches()).anyMatch(each -> each.startsWith("two requests at once"));
    }

    private HttpRequest request(String path, String agent) {
        return HttpRequest.newBuilder(server.address().resolve(path))
                .header("User-Agent", agent)
                .build();
    }

    private void rude(String path, String agent) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request(path, agent), HttpResponse.BodyHandlers.discarding());
        }
    }
}
