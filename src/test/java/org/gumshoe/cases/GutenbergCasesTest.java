// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Project Gutenberg's files of all decades: the story alone comes, and all of it. */
class GutenbergCasesTest {
    private static final List<String> STORY = MadeUpProse.paragraphs(8, 1);
    private static final String HEADER = """
            The Project Gutenberg EBook of The Red Gate, by Bea Quill

            This eBook is for the use of anyone anywhere at no cost.

            Title: The Red Gate

            Author: Bea Quill

            Language: English

            """;
    private static final String LICENCE = IntStream.range(0, 8)
            .mapToObj(i -> "1.%c.  The licence of this work and its trademark: refund, warranty, donations.\n\n"
                    .formatted('A' + i))
            .collect(Collectors.joining());

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "***START OF THE PROJECT GUTENBERG EBOOK THE RED GATE***",
                "*** START OF THIS PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "*** START OF PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "*** START OF THE COPYRIGHTED PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "  *** Start of the Project Gutenberg EBook of The Red Gate ***",
                "*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE\nAND OTHER STORIES OF THE INSPECTOR ***",
                "*** START OF THE PROJECT GUTENBERG EBOOK, THE RED GATE, BEING THE FIRST\nOF THE STORIES OF\nTHE INSPECTOR ***",
                "Beginning of this Project Gutenberg eBook of The Red Gate",
                "Beginning of the Project Gutenberg Etext of The Red Gate,\nand Other Stories",
                "*****These Etexts Were Prepared By Hundreds of Volunteers!*****",
                "*****These eBooks Are Prepared By Thousands of Volunteers!*****",
                "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
                "*END THE SMALL PRINT! FOR PUBLIC DOMAIN EBOOKS*Ver.02/11/02*END*"
            })
    void stripsTheHeader(String marker) throws IOException {
        assertIsStory(read("pg9.txt", HEADER + marker + "\n\n\n" + MadeUpProse.wrapped(STORY)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*** END OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "***END OF THE PROJECT GUTENBERG EBOOK***",
                "*** END OF THIS PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "*** END OF THE COPYRIGHTED PROJECT GUTENBERG EBOOK THE RED GATE ***",
                "End of the Project Gutenberg EBook of The Red Gate, by Bea Quill",
                "End of Project Gutenberg's The Red Gate, by Bea Quill",
                "End of this Project Gutenberg Etext of The Red Gate",
                "The end of the Project Gutenberg eBook of The Red Gate",
                "The Project Gutenberg Etext of The Red Gate, by Bea Quill",
                "END OF PROJECT GUTENBERG ETEXT",
                "Ende dieses Project Gutenberg Etextes Das rote Tor",
                "Ende dieses Projekt Gutenberg Etextes",
                "Ende diese Project Gutenberg Etextes",
                "Ende dieses Etextes Das rote Tor",
                "Fin de Project Gutenberg's La Porte rouge, par Bea Quill",
                "Fin du Projet Gutenberg de La Porte rouge",
                "Fine del Progetto Gutenberg: Il cancello rosso",
                "Fim do Project Gutenberg: O portão vermelho",
                "Fin del Proyecto Gutenberg: La puerta roja",
                "Einde van het Project Gutenberg EBook van De rode poort",
                "Slutet av Project Gutenberg EBook, Den röda grinden",
                "Project Gutenbergin e-kirja Punainen portti loppuu tähän",
                "**This is a COPYRIGHTED Project Gutenberg Etext, Details Above**",
                "Ce document fut présenté en lecture publique.",
                "More information about this book is at the top of this file."
            })
    void stripsTheFooter(String marker) throws IOException {
        String text = HEADER + "*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***\n\n"
                + MadeUpProse.wrapped(STORY) + "\n" + marker + "\n\n" + LICENCE;

        assertIsStory(read("pg9.txt", text));
        assertIsStory(read("pg9.txt", MadeUpProse.wrapped(STORY) + "\n" + marker + "\n\n" + LICENCE));
    }

    @Test
    void stripsTheSmallPrintWhereverItStands() throws IOException {
        String smallPrint = "**Welcome To The World of Free Plain Vanilla Electronic Texts**\n\n"
                + "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\n"
                + "Why is this \"Small Print!\" statement here?  You know: lawyers.\n\n" + LICENCE.repeat(4)
                + "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n";
        String start = "*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***\n\nProduced by A. Volunteer\n\n";
        String story = MadeUpProse.wrapped(STORY);

        assertIsStory(read("pg9.txt", HEADER + start + smallPrint + story));
        assertIsStory(read("pg9.txt", HEADER + smallPrint + story));
        String last = "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\n\n" + LICENCE
                + "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n";
        assertIsStory(read("pg9.txt", HEADER + start + story + last));
    }

    @Test
    void readsTitleAndAuthorOfAHeaderWithoutAMarker() throws IOException {
        Book book = read(
                "pg9.txt",
                "The Project Gutenberg Etext of The Red Gate, by Bea Quill  #7 in our series\n\n"
                        + MadeUpProse.wrapped(STORY));

        assertThat(book.text()).isEqualTo(MadeUpProse.text(STORY));
        assertThat(book.title()).startsWith("The Red Gate");
    }

    @Test
    void leavesOutTheLegaleseBetweenPlays() throws IOException {
        String legalese = "<<THIS ELECTRONIC VERSION OF THE PLAYS IS COPYRIGHT OF A LIBRARY,\n"
                + "PROHIBITED COMMERCIAL DISTRIBUTION INCLUDES BY ANY\nSERVICE THAT CHARGES FOR DOWNLOAD TIME OR FOR MEMBERSHIP.>>\n\n";

        assertIsStory(read(
                "pg9.txt",
                MadeUpProse.wrapped(STORY.subList(0, 4)) + legalese + MadeUpProse.wrapped(STORY.subList(4, 8))));
    }

    @Test
    void thePeopleOfAStoryMaySpeakOfMarkers() throws IOException {
        String said = "“The end of the project is near,” said the clerk, “and so is the small print.”";

        assertThat(read("a-b_c.txt", said + "\n\n" + MadeUpProse.wrapped(STORY)).text())
                .startsWith(said)
                .endsWith(STORY.getLast());
    }

    /** Pages of 1998 to 2012 have header and licence in preformatted text. */
    @Test
    void readsOldHtml() throws IOException {
        String html = "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\">"
                + "<title>The Project Gutenberg eBook of The Red Gate, by Bea Quill</title></head><body>\n<pre>\n\n"
                + HEADER + "*** START OF THIS PROJECT GUTENBERG EBOOK THE RED GATE ***\n\n\n\n"
                + "Produced by A. Volunteer and the Online Distributed\nProofreading Team\n\n</pre>"
                + STORY.stream().map(p -> "<p>" + p + "</p>").collect(Collectors.joining("\n"))
                + "<p>“Café!”</p><pre>\n\nEnd of Project Gutenberg's The Red Gate, by Bea Quill\n\n" + LICENCE
                + "</pre></body></html>";

        Book book = Books.read(Files.write(directory.resolve("9-h.htm"), html.getBytes(Charset.forName("cp1252"))));

        assertThat(book.text()).isEqualTo(MadeUpProse.text(STORY) + "\n\n“Café!”");
        assertThat(book)
                .extracting(Book::title, Book::author, Book::id)
                .containsExactly("The Red Gate", "Bea Quill", "bea-quill_the-red-gate");
    }

    /** Pages since 2021 have header and licence as sections. */
    @Test
    void readsNewHtml() throws IOException {
        String html =
                "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>The Red Gate | Project Gutenberg</title></head><body>"
                        + "<section class=\"pg-boilerplate pgheader\" id=\"pg-header\"><h2>The Project Gutenberg eBook of The Red Gate</h2>"
                        + "<div><p><strong>Title</strong>: The Red Gate</p><p><strong>Author</strong>: Bea Quill</p></div>"
                        + "<div id=\"pg-start-separator\"><span>*** START OF THE PROJECT GUTENBERG EBOOK THE RED GATE ***</span></div></section>"
                        + STORY.stream().map(p -> "<p>" + p + "</p>").collect(Collectors.joining("\n"))
                        + "<section class=\"pg-boilerplate pgheader\" id=\"pg-footer\">" + LICENCE
                        + "</section></body></html>";

        Book book = Books.read(Files.writeString(directory.resolve("pg9-images.html"), html, StandardCharsets.UTF_8));

        assertIsStory(book);
        assertThat(book).extracting(Book::title, Book::author).containsExactly("The Red Gate", "Bea Quill");
    }

    private void assertIsStory(Book book) {
        assertThat(book.text()).isEqualTo(MadeUpProse.text(STORY));
    }

    private Book read(String name, String text) throws IOException {
        return Books.read(Files.writeString(directory.resolve(name), text));
    }
}
