// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * The zip archive of an EPUB. What is inflated is bounded, of a page and of the whole book, since a
 * thousandth of it is enough to store it.
 */
final class EpubArchive implements Closeable {
    private static final int MAX_BOOK_BYTES = 64 << 20;

    private final Path file;
    private final ZipFile zip;
    private long inflated;

    EpubArchive(Path file) throws IOException {
        this.file = file;
        this.zip = new ZipFile(file.toFile());
    }

    boolean has(String path) {
        return zip.getEntry(path) != null;
    }

    Document xml(String path) throws IOException {
        // pages are XHTML; an HTML parser would take everything after <title/> as the title
        Parser parser = Parser.xmlParser().setMaxDepth(HtmlReader.MAX_DEPTH);
        return Jsoup.parse(new ByteArrayInputStream(bytes(path)), null, "", parser);
    }

    private byte[] bytes(String path) throws IOException {
        ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            throw new FileNotFoundException(path + " is missing");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(HtmlReader.MAX_PAGE_BYTES + 1);
            inflated += bytes.length;
            if (bytes.length > HtmlReader.MAX_PAGE_BYTES || inflated > MAX_BOOK_BYTES) {
                throw new BadInputException(
                        "%s inflates to more than a book can be (%s: %d MB, all pages: %d MB); give the book itself."
                                .formatted(
                                        VisibleText.quoted(file.toString()),
                                        VisibleText.quoted(path),
                                        HtmlReader.MAX_PAGE_BYTES >> 20,
                                        MAX_BOOK_BYTES >> 20));
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
