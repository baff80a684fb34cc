// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

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
        try (EpubArchive zip = new EpubArchive(file)) {
            if (isProtected(zip)) {
                throw new BadInputException(file + " is protected by DRM; give an unprotected copy.");
            }
            String packagePath =
                    zip.xml("META-INF/container.xml").select("*|rootfile").attr("full-path");
            if (packagePath.isBlank()) {
                throw broken(file, "META-INF/container.xml names no package");
            }
            Document opf = zip.xml(packagePath);
            List<String> pages = new ArrayList<>();
            for (String page : spine(opf, packagePath)) {
                Document html = zip.xml(page);
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
        return new BadInputException(VisibleText.quoted(file.toString()) + " is a broken EPUB ("
                + VisibleText.quoted(String.valueOf(why)) + "); fetch it again.");
    }

    private static boolean isProtected(EpubArchive zip) throws IOException {
        if (zip.has("META-INF/rights.xml")) {
            return true;
        }
        return zip.has("META-INF/encryption.xml")
                && zip.xml("META-INF/encryption.xml").getAllElements().stream()
                        .filter(element -> element.tagName().endsWith("CipherReference"))
                        .anyMatch(element ->
                                element.attr("URI").toLowerCase(Locale.ROOT).contains("html"));
    }

    /** Returns the paths of the pages in order; one that is named again is read once. */
    private static Set<String> spine(Document opf, String packagePath) throws IOException {
        Map<String, Element> items = opf.select("*|manifest > *|item").stream()
                .collect(Collectors.toMap(Element::id, item -> item, (first, again) -> first));
        Set<String> pages = new LinkedHashSet<>();
        for (Element reference : opf.select("*|spine > *|itemref")) {
            Element item = items.get(reference.attr("idref"));
            if (item != null
                    && !item.attr("properties").contains("nav")
                    && item.attr("media-type").contains("html")) {
                String href = URLDecoder.decode(item.attr("href").replace("+", "%2B"), StandardCharsets.UTF_8);
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
}
