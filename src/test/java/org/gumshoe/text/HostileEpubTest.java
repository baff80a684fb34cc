// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** EPUBs whose metadata or names took the square of their number; a time-out stands for hours. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileEpubTest {
    private static final int MANY = 20_000;

    @TempDir
    private Path directory;

    private Path epub(String metadata, String page) throws IOException {
        Path file = directory.resolve("book.epub");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> content : Map.of(
                            "META-INF/container.xml",
                            "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>",
                            "p.opf",
                            "<package><metadata>" + metadata + "</metadata><manifest><item id=\"1\" href=\"1.xhtml\""
                                    + " media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"1\"/>"
                                    + "</spine></package>",
                            "1.xhtml",
                            page)
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry(content.getKey()));
                zip.write(content.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void manyNamespacesAndManyElements() throws IOException {
        String root = "<html xmlns:h=\"http://www.w3.org/1999/xhtml\">";
        String page = "<?xml version=\"1.0\"?>" + root + "<h:body><h:p>A door.</h:p>"
                + root.replace(">", "/>").repeat(MANY) + "<h:b>x</h:b>".repeat(MANY) + "</h:body></html>";
        assertThat(Books.read(epub("<dc:title>Door</dc:title>", page)).text()).contains("A door.");
    }

    @Test
    void manyCollectionsThatNothingSaysMoreOf() throws IOException {
        String collections = "<meta property=\"belongs-to-collection\" id=\"c\">Door</meta>".repeat(MANY);
        Path file =
                epub("<dc:title id=\"t\">Door</dc:title>" + collections, "<html><body><p>A door.</p></body></html>");
        assertThat(Books.read(file).title()).isEqualTo("Door");
    }

    @Test
    void manyTitlesThatNothingSaysMoreOf() throws IOException {
        String titles = "<dc:title id=\"t\">Door</dc:title>".repeat(MANY);
        Path file = epub(titles, "<html><body><p>A door.</p></body></html>");
        assertThat(Books.read(file).title()).isEqualTo("Door");
    }
}
