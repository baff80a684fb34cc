// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * The zip archive of an EPUB. Entries are found by name though tools write backslashes, a leading
 * slash or another case. What is inflated is bounded, of a page and of the whole book, since a
 * thousandth of it is enough to store it.
 */
final class EpubArchive implements Closeable {
    private static final int MAX_BOOK_BYTES = 64 << 20;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private long inflated;

    EpubArchive(Path file) throws IOException {
        this.file = file;
        this.zip = open(file);
        zip.stream().forEach(entry -> {
            String path = normalised(entry.getName());
            entries.putIfAbsent(path, entry);
            entries.putIfAbsent(path.toLowerCase(Locale.ROOT), entry);
        });
    }

    /** Names of old tools are not in UTF-8. */
    private static ZipFile open(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            if (e.getMessage() != null && e.getMessage().contains("bad entry name")) {
                return new ZipFile(file.toFile(), Charset.forName("IBM437"));
            }
            throw e;
        }
    }

    boolean has(String path) {
        return entry(path) != null;
    }

    /** Returns the path of the only package document; empty if there are several or none. */
    Optional<String> onlyPackage() {
        String[] packages = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".opf"))
                .toArray(String[]::new);
        return packages.length == 1 ? Optional.of(packages[0]) : Optional.empty();
    }

    /** Parses a document of the package. */
    Document xml(String path) throws IOException {
        return Jsoup.parse(text(path), "", Parser.xmlParser().setMaxDepth(HtmlReader.MAX_DEPTH));
    }

    /** Returns an entry's text in its encoding. */
    String text(String path) throws IOException {
        return Encodings.decodePage(file + ": " + path, bytes(path));
    }

    private byte[] bytes(String path) throws IOException {
        ZipEntry entry = entry(path);
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

    private ZipEntry entry(String path) {
        String normalised = normalised(path);
        ZipEntry entry = entries.get(normalised);
        return entry == null ? entries.get(normalised.toLowerCase(Locale.ROOT)) : entry;
    }

    /** Returns a path with slashes and without {@code .}, {@code ..} and a leading slash. */
    static String normalised(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.replace('\\', '/').split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
