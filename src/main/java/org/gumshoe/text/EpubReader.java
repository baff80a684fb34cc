// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gumshoe.BadInputException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** A reader of EPUB 2 and 3: the pages of the spine in order, without front and back matter. */
final class EpubReader {
    private static final Set<String> NON_STORY_TYPES = Set.of(
            "titlepage",
            "halftitlepage",
            "halftitle",
            "imprint",
            "colophon",
            "copyright-page",
            "uncopyright",
            "toc",
            "cover",
            "landmarks",
            "loi",
            "lot",
            "endnotes",
            "rearnotes",
            "footnotes",
            "index",
            "bibliography",
            "licence",
            "license",
            "pg-header",
            "pg-footer",
            "contributors",
            "other-credits",
            "acknowledgments");
    private static final int MAX_IMPRINT_CHARS = 4000;

    private EpubReader() {}

    static ParsedBook read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (isProtected(zip)) {
                throw new BadInputException(file + " is protected by DRM; give an unprotected copy.");
            }
            String packagePath =
                    xml(zip, "META-INF/container.xml").select("*|rootfile").attr("full-path");
            if (packagePath.isBlank()) {
                throw broken(file, "META-INF/container.xml names no package");
            }
            Document opf = xml(zip, packagePath);
            List<String> pages = new ArrayList<>();
            for (String page : spine(opf, packagePath)) {
                Document html = xml(zip, page);
                boolean isNonStory = html.selectFirst("body") == null
                        || HtmlReader.types(html).stream().anyMatch(NON_STORY_TYPES::contains);
                String text = isNonStory ? "" : HtmlReader.text(html);
                if (!text.isBlank() && !isImprint(text)) {
                    pages.add(text);
                }
            }
            if (pages.isEmpty()) {
                throw new BadInputException(
                        file + " holds nothing but boilerplate or empty pages; replace it by the book itself.");
            }
            return new ParsedBook(first(opf, "dc|title"), author(opf), genres(opf), String.join("\n\n", pages));
        } catch (ZipException | EOFException | FileNotFoundException | IllegalArgumentException e) {
            throw broken(file, e.getMessage());
        }
    }

    private static BadInputException broken(Path file, String why) {
        return new BadInputException(file + " is a broken EPUB (" + why + "); fetch it again.");
    }

    private static boolean isProtected(ZipFile zip) throws IOException {
        if (zip.getEntry("META-INF/rights.xml") != null) {
            return true;
        }
        return zip.getEntry("META-INF/encryption.xml") != null
                && xml(zip, "META-INF/encryption.xml").getAllElements().stream()
                        .filter(element -> element.tagName().endsWith("CipherReference"))
                        .anyMatch(element ->
                                element.attr("URI").toLowerCase(Locale.ROOT).contains("html"));
    }

    private static List<String> spine(Document opf, String packagePath) throws IOException {
        List<String> pages = new ArrayList<>();
        for (Element reference : opf.select("*|spine > *|itemref")) {
            Optional<Element> item = opf.select("*|manifest > *|item").stream()
                    .filter(candidate -> candidate.id().equals(reference.attr("idref")))
                    .findFirst();
            if (item.isPresent()
                    && !item.get().attr("properties").contains("nav")
                    && item.get().attr("media-type").contains("html")) {
                String href = URLDecoder.decode(item.get().attr("href").replace("+", "%2B"), StandardCharsets.UTF_8);
                int slash = packagePath.lastIndexOf('/');
                pages.add(Path.of(packagePath.substring(0, slash + 1) + href)
                        .normalize()
                        .toString()
                        .replace('\\', '/'));
            }
        }
        if (pages.isEmpty()) {
            throw new ZipException("its spine names no pages");
        }
        return pages;
    }

    private static boolean isImprint(String text) {
        if (text.length() > MAX_IMPRINT_CHARS) {
            return false;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("standard ebooks")
                || lower.contains("project gutenberg license")
                || lower.startsWith("table of contents")
                || lower.contains("all rights reserved")
                || lower.contains("creativecommons.org");
    }

    private static String first(Document opf, String query) {
        Element element = opf.selectFirst("*|metadata > " + query);
        return element == null ? null : element.text();
    }

    private static String author(Document opf) {
        return first(opf, "dc|creator");
    }

    private static List<String> genres(Document opf) {
        return opf.select("*|metadata > dc|subject").stream()
                .map(Element::text)
                .filter(subject -> !subject.isBlank())
                .distinct()
                .toList();
    }

    private static Document xml(ZipFile zip, String path) throws IOException {
        // pages are XHTML; an HTML parser would take everything after <title/> as the title
        return Jsoup.parse(new ByteArrayInputStream(bytes(zip, path)), null, "", Parser.xmlParser());
    }

    private static byte[] bytes(ZipFile zip, String path) throws IOException {
        ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            throw new FileNotFoundException(path + " is missing");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
