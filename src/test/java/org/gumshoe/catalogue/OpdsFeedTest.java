// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpdsFeedTest {
    private static final URI ADDRESS = URI.create("https://books.example/feeds/all");
    private static final String ATOM = """
        <?xml version="1.0" encoding="utf-8"?>
        <!DOCTYPE feed [<!ENTITY out SYSTEM "file:///etc/passwd">]>
        <feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/">
          <title>All</title>
          <link rel="self" href="/feeds/all"/>
          <link rel="next" href="?page=2&amp;x=1" type="application/atom+xml"/>
          <entry>
            <id>https://books.example/ebooks/ann-o-dell/the-lamp</id>
            <title>The
              Lamp &amp; the Clue &out;</title>
            <author><name>Ann O’Dell</name></author>
            <contributor><name>Some Artist</name></contributor>
            <dc:issued>2019-05-01T00:00:00Z</dc:issued>
            <dc:language>en-GB</dc:language>
            <category scheme="x" term="mystery" label="Mystery"/>
            <category term="Detective and mystery stories; England -- Fiction"/>
            <link rel="http://opds-spec.org/image" href="/cover.jpg" type="image/jpeg"/>
            <link rel="http://opds-spec.org/acquisition/buy" href="/buy.epub" type="application/epub+zip"/>
            <link rel="http://opds-spec.org/acquisition/open-access" href="/x.azw3" type="application/x-mobipocket-ebook"/>
            <link rel="http://opds-spec.org/acquisition/open-access" href="/downloads/the-lamp.epub?source=feed" length="340112" type="application/epub+zip"/>
            <link rel="enclosure" href="file:///etc/passwd" type="text/plain"/>
          </entry>
          <entry><title>No book</title><link rel="alternate" href="/news" type="text/html"/></entry>
        </feed>
        """;
    private static final String JSON = """
        {"metadata": {"title": "All"},
         "links": [{"rel": "self", "href": "/all"}, {"rel": ["next"], "href": "/opds?page=2"}],
         "publications": [
          {"metadata": {"title": {"en": "The Lamp"}, "author": [{"name": "O’Dell, Ann, 1870-1930"}], "translator": "T. Rans",
            "identifier": "urn:x:7", "language": ["en"], "published": "1911-03-04", "subject": ["Mystery", {"name": "Detectives"}]},
           "links": [{"rel": "http://opds-spec.org/acquisition", "href": "7.epub", "type": "application/epub+zip", "size": 12},
                     {"rel": "http://opds-spec.org/acquisition/borrow", "href": "7.txt", "type": "text/plain"}]},
          {"metadata": {"title": "For sale"}, "links": [{"rel": "http://opds-spec.org/acquisition/buy", "href": "8.epub", "type": "application/epub+zip"}]}]}
        """;

    private static OpdsFeed read(String feed) {
        return OpdsFeed.read(feed.getBytes(StandardCharsets.UTF_8), ADDRESS);
    }

    @Test
    void atom() {
        OpdsFeed feed = read(ATOM);

        assertThat(feed.next()).contains(URI.create("https://books.example/feeds/all?page=2&x=1"));
        CatalogueEntry book = feed.entries().getFirst();
        assertThat(feed.entries()).hasSize(1);
        assertThat(book.number()).isEqualTo("https://books.example/ebooks/ann-o-dell/the-lamp");
        assertThat(book.title()).startsWith("The Lamp & the Clue").doesNotContain("root:");
        assertThat(book.author()).isEqualTo("Ann O’Dell");
        assertThat(book.issued()).isEqualTo(2019);
        assertThat(book.languages()).containsExactly("en-GB");
        assertThat(book.subjects()).containsExactly("Mystery", "Detective and mystery stories", "England -- Fiction");
        assertThat(book.files())
                .containsExactly(new Acquisition(
                        URI.create("https://books.example/downloads/the-lamp.epub?source=feed"),
                        BookFormat.EPUB,
                        340112));
    }

    @Test
    void json() {
        OpdsFeed feed = read(JSON);

        assertThat(feed.next()).contains(URI.create("https://books.example/opds?page=2"));
        assertThat(feed.entries())
                .singleElement()
                .isEqualTo(new CatalogueEntry(
                        "urn:x:7",
                        "The Lamp",
                        1911,
                        List.of("en"),
                        List.of(
                                new Contributor("O’Dell, Ann", 1870, 1930, ""),
                                new Contributor("T. Rans", null, null, "translator")),
                        List.of("Mystery", "Detectives"),
                        List.of(),
                        List.of(),
                        List.of(new Acquisition(
                                URI.create("https://books.example/feeds/7.epub"), BookFormat.EPUB, 12))));
    }

    @Test
    void aFeedOfFeedsNamesThem() {
        OpdsFeed feed = read("""
            <feed xmlns="http://www.w3.org/2005/Atom"><entry><title>New releases</title>
            <link rel="subsection" href="/feeds/new" type="application/atom+xml;profile=opds-catalog;kind=acquisition"/>
            </entry></feed>\
            """);

        assertThatThrownBy(() -> feed.requireBooks(ADDRESS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("New releases https://books.example/feeds/new", "name one of them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Prove that you are human</body></html>",
                "{\"error\": 1}",
                "{",
                "plain",
                "\u0000"
            })
    void whatIsNoFeed(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is no feed");
    }
}
