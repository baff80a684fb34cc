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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpubReaderTest {
    @TempDir
    Path directory;

    private final Map<String, String> entries = new LinkedHashMap<>();

    @Test
    void readsTheSpineWithoutFrontMatter() throws IOException {
        container("epub/content.opf");
        opf("one.xhtml", "title.xhtml", "two%20b.xhtml", "about.xhtml", "empty.xhtml");
        page("epub/title.xhtml", "titlepage", "<h1>The Lamp</h1>");
        page(
                "epub/one.xhtml",
                "bodymatter",
                "<h2>I</h2><p>The <em>lamp</em> stood there.<a epub:type=\"noteref\" href=\"#n\">1</a></p>");
        page("epub/two b.xhtml", "bodymatter", "<p>It&#160;was <br/>gone&nbsp;again.</p><p>“Oh!”</p>");
        page(
                "epub/about.xhtml",
                "backmatter",
                "<p>This ebook is the product of many hours of Standard Ebooks volunteers.</p>");
        page("epub/empty.xhtml", "bodymatter", "");

        Book book = Books.read(zip("x.epub"));

        assertThat(book.text()).isEqualTo("I\n\nThe lamp stood there.\n\nIt was gone again.\n\n“Oh!”");
        assertThat(book)
                .isEqualTo(new Book(
                        "ann-odell_the-lamp",
                        "The Lamp",
                        "Ann O’Dell",
                        List.of("Detective fiction", "Lamps"),
                        book.text()));
    }

    @Test
    void rejectsABrokenEpub() throws IOException {
        container("epub/content.opf");
        opf("one.xhtml");
        page("epub/one.xhtml", "bodymatter", "<p>Text.</p>".repeat(500));
        byte[] whole = Files.readAllBytes(zip("whole.epub"));
        Path torn = Files.write(directory.resolve("torn.epub"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Path noZip = Files.writeString(directory.resolve("no.epub"), "This is no zip file.");

        assertThatThrownBy(() -> Books.read(torn))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("torn.epub", "broken EPUB", "fetch it again");
        assertThatThrownBy(() -> Books.read(noZip))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("no.epub", "broken EPUB");
    }

    @Test
    void namesTheMissingEntry() throws IOException {
        entries.put("mimetype", "application/epub+zip");
        assertThatThrownBy(() -> Books.read(zip("a.epub")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("META-INF/container.xml is missing");

        container("epub/content.opf");
        opf("one.xhtml");
        assertThatThrownBy(() -> Books.read(zip("b.epub")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("epub/one.xhtml is missing");

        page("epub/one.xhtml", "colophon", "<p>Set in a typeface.</p>");
        assertThatThrownBy(() -> Books.read(zip("c.epub")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("nothing but boilerplate");

        entries.put("META-INF/rights.xml", "<rights/>");
        assertThatThrownBy(() -> Books.read(zip("d.epub")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("DRM");
    }

    /** Whether entities are refused or left out: no file is read, and nothing grows. */
    @Test
    void expandsNoEntity() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "A secret.");
        String outside = "<!DOCTYPE html [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>";
        StringBuilder laughs = new StringBuilder("<!DOCTYPE html [<!ENTITY x0 \"ha\">");
        for (int i = 1; i <= 30; i++) {
            laughs.append("<!ENTITY x%d \"&x%d;&x%d;\">".formatted(i, i - 1, i - 1));
        }
        laughs.append("<!ENTITY x \"&x30;\">]>");
        for (String doctype : List.of(outside, laughs.toString())) {
            for (String where : List.of("META-INF/container.xml", "epub/content.opf", "epub/one.xhtml")) {
                container("epub/content.opf");
                opf("one.xhtml");
                page("epub/one.xhtml", "bodymatter", "<p>Text.</p>");
                entries.computeIfPresent(
                        where,
                        (name, xml) -> xml.replace("<!DOCTYPE html>", "")
                                .replaceFirst("\\?>", "?>" + doctype)
                                .replace("The Lamp", "The Lamp&x;")
                                .replace("Text.", "Text.&x;"));
                Path file = zip("x.epub");
                try {
                    Book book = Books.read(file);
                    assertThat(book.text() + book.title())
                            .doesNotContain("secret", "haha")
                            .hasSizeLessThan(100);
                } catch (BadInputException refused) {
                    assertThat(refused).hasMessageNotContaining("A secret").hasMessageContaining("x.epub");
                }
            }
        }
    }

    @Test
    void readsNoPageOutsideOfTheBook() throws IOException {
        Files.writeString(directory.resolve("secret.xhtml"), "<html><body><p>A secret.</p></body></html>");
        for (String page : List.of(
                "../secret.xhtml",
                "../../secret.xhtml",
                "../../../../../../../../etc/passwd",
                directory.resolve("secret.xhtml").toUri().toString())) {
            container("epub/content.opf");
            opf(page);
            Path file = zip("x.epub");
            assertThatThrownBy(() -> Books.read(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("x.epub", "is missing");
        }
    }

    private void container(String opf) {
        entries.put(
                "META-INF/container.xml",
                "<?xml version=\"1.0\"?><container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
                        + "<rootfile full-path=\"" + opf
                        + "\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>");
    }

    private void opf(String... pages) {
        StringBuilder items = new StringBuilder(
                "<item id=\"nav\" href=\"toc.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>");
        StringBuilder spine = new StringBuilder("<itemref idref=\"nav\"/>");
        for (String page : pages) {
            items.append("<item id=\"%s\" href=\"%s\" media-type=\"application/xhtml+xml\"/>".formatted(page, page));
            spine.append("<itemref idref=\"%s\"/>".formatted(page));
        }
        entries.put(
                "epub/content.opf",
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><package xmlns=\"http://www.idpf.org/2007/opf\"><metadata "
                        + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>The Lamp</dc:title><dc:creator>Ann O’Dell</dc:creator>"
                        + "<dc:subject>Detective fiction</dc:subject><dc:subject>Lamps</dc:subject></metadata><manifest>"
                        + items
                        + "</manifest><spine>" + spine + "</spine></package>");
    }

    private void page(String path, String type, String body) {
        entries.put(
                path,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\" "
                        + "xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title/></head><body epub:type=\"" + type
                        + "\"><section>\n "
                        + body + "\n</section></body></html>");
    }

    private Path zip(String name) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return file;
    }
}
