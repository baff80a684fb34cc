// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EPUBs as tools write them: every character of the story comes, and nothing else. */
class EpubCasesTest {
    private static final List<String> STORY = MadeUpProse.paragraphs(40, 2);
    private static final String TEXT = MadeUpProse.text(STORY);

    @TempDir
    Path directory;

    /**
     * Cuts a book into files as ebookmaker does: at a size, wherever a chapter begins, so that header
     * and footer share their files with chapters.
     *
     * @param chunk paragraphs of a file; all of them for a single file
     */
    @ParameterizedTest
    @CsvSource({
        "div-pre, 100",
        "div-pre, 13",
        "div-id, 100",
        "div-id, 13",
        "section, 100",
        "section, 13",
        "section, 1",
        "pre, 100",
        "pre, 7",
        "mono, 13",
        "footer, 13"
    })
    void losesNothingOfGutenbergsOwn(String generation, int chunk) throws IOException {
        String start = "*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***";
        String end = "*** END OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***";
        String header = "The Project Gutenberg EBook of The Red Gate\n\nTitle: The Red Gate\n\n" + start + "\n\n";
        String footer = end + "\n\nThe licence: trademark and donations.\n\n".repeat(9);
        List<String> blocks =
                new ArrayList<>(STORY.stream().map(p -> "<p>" + p + "</p>").toList());
        switch (generation) {
            case "pre" -> wrap(blocks, "<pre>" + header + "</pre>", "<pre>" + footer + "</pre>");
            case "div-pre" ->
                wrap(
                        blocks,
                        "<div class=\"pg-boilerplate pgheader\"><pre>" + header + "</pre></div>",
                        "<div class=\"pg-boilerplate pgheader\"><pre>" + footer + "</pre></div>");
            case "mono" ->
                wrap(
                        blocks,
                        "<div class=\"pgmonospaced pgheader\">" + header.replace("\n", "<br/>") + "</div>",
                        "<div class=\"pgmonospaced pgheader\">" + footer.replace("\n", "<br/>") + "</div>");
            case "div-id" ->
                wrap(
                        blocks,
                        "<div class=\"pg-boilerplate pgheader section\" id=\"pg-header\"><div id=\"pg-start-separator\"><span>"
                                + start + "</span></div></div>",
                        "<div class=\"pg-boilerplate pgheader footer\" id=\"pg-footer\">" + footer + "</div>");
            case "footer" ->
                wrap(
                        blocks,
                        "<header id=\"pg-header\">" + header + "</header>",
                        "<footer id=\"pg-footer\">" + footer + "</footer>");
            default ->
                wrap(
                        blocks,
                        "<section class=\"pg-boilerplate pgheader\" id=\"pg-header\">" + start + "</section>",
                        "<section class=\"pg-boilerplate pgheader\" id=\"pg-footer\">" + footer + "</section>");
        }
        EpubFile epub = new EpubFile();
        for (int i = 0; i < blocks.size(); i += chunk) {
            epub.page(i + "_x.xhtml", String.join("\n", blocks.subList(i, Math.min(blocks.size(), i + chunk))));
        }

        assertThat(read(epub).text()).hasSize(TEXT.length()).isEqualTo(TEXT);
    }

    private static void wrap(List<String> blocks, String header, String footer) {
        blocks.addFirst(header);
        blocks.addLast(footer);
    }

    @Test
    void leavesOutElementsAndNoPages() throws IOException {
        String notes = "<section epub:type=\"endnotes\"><p>1. A note of the editor.</p></section>"
                + "<aside epub:type=\"footnote\"><p>2. Another.</p></aside><div class=\"footnote\"><p>[3] A third.</p></div>";
        EpubFile single = new EpubFile()
                .page(
                        "all.xhtml",
                        "<section epub:type=\"titlepage\"><h1>THE RED GATE</h1></section>"
                                + "<nav epub:type=\"toc\"><a href=\"#a\">One</a></nav>"
                                + "<section role=\"doc-colophon\">Set in a typeface.</section>"
                                + "<div id=\"cover\"></div><div id=\"index\"><section epub:type=\"chapter\">" + story()
                                + notes + "</section></div>");
        EpubFile mislabelled = new EpubFile()
                .page(
                        "a.xhtml",
                        "<div epub:type=\"titlepage\"><section epub:type=\"chapter\">" + story() + "</section></div>");

        assertThat(read(single).text()).isEqualTo(TEXT);
        assertThat(read(mislabelled).text()).isEqualTo(TEXT);
    }

    @Test
    void peopleMaySpeakOfRightsAndLicences() throws IOException {
        List<String> said = List.of(
                "“All rights reserved by the widow,” said the inspector.",
                "He read the Project Gutenberg license aloud. She yawned and looked out of the window for an hour.",
                "“Copyright?” asked the clerk. “Published by whom?”");
        EpubFile epub = new EpubFile();
        for (String line : said) {
            epub.page(said.indexOf(line) + ".xhtml", "<p>" + line + "</p><p>" + STORY.getFirst() + "</p>");
        }
        epub.page("imprint.xhtml", "<p>Copyright © 1999 B. Quill</p><p>All rights reserved.</p><p>ISBN 1-2345</p>");
        epub.page(
                "contents.xhtml",
                "<h2>Contents</h2><p><a href=\"a\">The first chapter</a></p><p><a href=\"b\">The second chapter</a></p>"
                        + "<p><a href=\"c\">The third chapter</a></p>");

        String text = read(epub).text();

        assertThat(text).contains(said).doesNotContain("ISBN").doesNotContain("The second chapter");
    }

    @Test
    void passesOverPagesThatAreMissing() throws IOException {
        EpubFile epub = new EpubFile()
                .reference("cover.xhtml", "application/xhtml+xml")
                .page("a.xhtml", story())
                .reference("gone.xhtml", "application/xhtml+xml");

        assertThat(read(epub).text()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/x-oeb1-document",
                "application/xml",
                "text/xml",
                "text/html",
                "application/xhtml+xml",
                "Application/XHTML+XML; charset=utf-8",
                "text/plain",
                ""
            })
    void readsPagesOfAnyDeclaredType(String type) throws IOException {
        EpubFile epub =
                new EpubFile().entry("OEBPS/a.xml", EpubFile.xhtml(story())).reference("a.xml", type);

        assertThat(read(epub).text()).isEqualTo(TEXT);
    }

    @Test
    void readsTagSoup() throws IOException {
        String soup =
                "<HTML><HEAD><TITLE>x</TITLE><META name=x></HEAD><BODY><P>One<BR>two<HR><P>Three<IMG src=x> four.</BODY></HTML>";
        EpubFile epub = new EpubFile().entry("OEBPS/a.html", soup).reference("a.html", "text/x-oeb1-document");

        assertThat(read(epub).text()).isEqualTo("One two\n\nThree four.");
    }

    @ParameterizedTest
    @CsvSource({
        "OEBPS/a b.xhtml, a%20b.xhtml", "OEBPS\\text\\a.xhtml, text/a.xhtml", "OEBPS/text/a.xhtml, text\\a.xhtml",
        "/OEBPS/a.xhtml, a.xhtml", "OEBPS/a.xhtml, /OEBPS/a.xhtml", "OEBPS/Chapter1.XHTML, chapter1.xhtml",
        "OEBPS/a.xhtml, a.xhtml#start", "OEBPS/a.xhtml, ./x/../a.xhtml", "OEBPS/100%.xhtml, 100%.xhtml",
        "OEBPS/a+b.xhtml, a+b.xhtml", "OEBPS/Глава.xhtml, %D0%93%D0%BB%D0%B0%D0%B2%D0%B0.xhtml"
    })
    void findsPagesByTheirNames(String entry, String href) throws IOException {
        EpubFile epub = new EpubFile().entry(entry, EpubFile.xhtml(story())).reference(href, "application/xhtml+xml");

        assertThat(read(epub).text()).isEqualTo(TEXT);
    }

    @Test
    void readsPrefixedXhtml() throws IOException {
        String page =
                "<?xml version=\"1.0\"?><h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>x</h:title></h:head><h:body>"
                        + story().replace("<p>", "<h:p>").replace("</p>", "</h:p>") + "</h:body></h:html>";
        EpubFile epub = new EpubFile().entry("OEBPS/a.xhtml", page).reference("a.xhtml", "application/xhtml+xml");

        assertThat(read(epub).text()).isEqualTo(TEXT);
    }

    @Test
    void numbersOfNotesAndPagesDoNotStickToWords() throws IOException {
        String body =
                "<p>She left<a epub:type=\"noteref\" href=\"#n1\">1</a> at ten.<sup><a href=\"#n2\">2</a></sup> The key"
                        + "<a class=\"fnanchor\" href=\"#f3\">[3]</a> was gone.<span epub:type=\"pagebreak\" id=\"p1\">12</span> Nobody"
                        + "<span class=\"pagenum\">[Pg 13]</span> knew<a id=\"page_14\" class=\"x-ebookmaker-pageno\">14</a> why<sup>*</sup>,"
                        + " not<sup><a href=\"n.xhtml#a\">a</a></sup> even<a href=\"#fn5\" role=\"doc-noteref\">†</a> he<span id=\"Page_xiv\">xiv</span>"
                        + " on the 1<sup>st</sup> of 10<sup>2</sup> days.<a href=\"#b\"><sup>[4]</sup></a></p>";

        assertThat(read(new EpubFile().page("a.xhtml", body)).text())
                .isEqualTo("She left at ten. The key was gone. Nobody knew why, not even he on the 1st of 102 days.");
    }

    @Test
    void findsAWrongDeclaration() throws IOException {
        String accented = "<p>“Zoé était là,” she said.</p>";
        byte[] latin = EpubFile.xhtml(accented).getBytes(Charset.forName("windows-1252"));
        EpubFile wrong = new EpubFile().entry("OEBPS/a.xhtml", latin).reference("a.xhtml", "application/xhtml+xml");
        EpubFile right = new EpubFile()
                .entry(
                        "OEBPS/a.xhtml",
                        EpubFile.xhtml(accented)
                                .replace("utf-8", "ISO-8859-1")
                                .getBytes(Charset.forName("windows-1252")))
                .reference("a.xhtml", "application/xhtml+xml");
        EpubFile utf16 = new EpubFile()
                .entry("OEBPS/a.xhtml", EpubFile.xhtml(accented).getBytes(StandardCharsets.UTF_16LE))
                .reference("a.xhtml", "application/xhtml+xml");

        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("book.epub", "a.xhtml", "declares the encoding utf-8", "convert it");
        assertThat(read(right).text()).isEqualTo("“Zoé était là,” she said.");
        assertThat(read(utf16).text()).isEqualTo("“Zoé était là,” she said.");
    }

    private static String story() {
        return STORY.stream().map(p -> "<p>" + p + "</p>").collect(Collectors.joining("\n"));
    }

    private Book read(EpubFile epub) throws IOException {
        return Books.read(epub.write(directory.resolve("book.epub")));
    }
}
