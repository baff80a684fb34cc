// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.text.Paragraphs.Layout;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reader of EPUB 2 and 3: the pages of the spine in order, without front and back matter. */
final class EpubReader {
    private static final Logger LOG = LoggerFactory.getLogger(EpubReader.class);
    private static final int MAX_IMPRINT_CHARS = 4000;
    private static final Pattern IMPRINT = Pattern.compile(
            "^(?:copyright|©|\\(c\\)|all rights reserved|isbn|published by|first published|printed in|no part of this"
                    + "|cover (?:design|art|image)|library of congress|this is a work of fiction).*"
                    + "|.*(?:standard ebooks|project gutenberg license|creativecommons\\.org).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SPEECH = Pattern.compile("^[“\"„«»‘'‚—–-].*", Pattern.DOTALL);
    private static final double MIN_LINK_SHARE = 0.6;
    private static final int MIN_LINKS = 3;
    private static final int MAX_CONTENTS_LINE = 80;
    private static final Pattern XHTML = Pattern.compile("<\\?xml|xmlns(?::\\w+)?\\s*=", Pattern.CASE_INSENSITIVE);
    private static final int HEAD_CHARS = 2000;
    private static final String XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml";

    private EpubReader() {}

    static ParsedBook read(Path file) throws IOException {
        try (EpubArchive zip = new EpubArchive(file)) {
            if (isProtected(zip)) {
                throw new BadInputException(file + " is protected by DRM; give an unprotected copy.");
            }
            String packagePath = packagePath(zip);
            if (packagePath.isBlank()) {
                throw broken(file, "META-INF/container.xml names no package");
            }
            EpubPackage book = new EpubPackage(zip.xml(packagePath), packagePath);
            List<String> missing = new ArrayList<>();
            List<String> lines = lines(zip, book, missing);
            if (!missing.isEmpty()) {
                LOG.warn(
                        "{} lacks {} of the pages that its spine names ({}); the others are read.",
                        VisibleText.quoted(file.toString()),
                        missing.size(),
                        VisibleText.quoted(String.join(", ", missing)));
            }
            return new ParsedBook(book.title(), book.author(), book.volume(), book.genres(), lines, Layout.MARKUP);
        } catch (ZipException | EOFException e) {
            throw broken(file, "it is no archive, or not whole");
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw broken(file, e.getMessage());
        }
    }

    private static String packagePath(EpubArchive zip) throws IOException {
        if (!zip.has("META-INF/container.xml") && zip.onlyPackage().isPresent()) {
            return zip.onlyPackage().get();
        }
        return zip.xml("META-INF/container.xml").select("*|rootfile").attr("full-path");
    }

    private static List<String> lines(EpubArchive zip, EpubPackage book, List<String> missing) throws IOException {
        List<String> lines = new ArrayList<>();
        int read = 0;
        for (String path : book.spine(missing)) {
            if (!zip.has(path)) {
                missing.add(path);
                continue;
            }
            read++;
            Document page = page(zip.text(path));
            String text = page.selectFirst("body") == null ? "" : HtmlReader.text(page);
            if (!text.isBlank() && !isImprint(text) && !isContents(page, text)) {
                lines.addAll(text.lines().toList());
                lines.add("");
            }
        }
        if (read == 0) {
            throw missing.isEmpty()
                    ? new ZipException("its spine names no pages")
                    : new FileNotFoundException(missing.getFirst() + " is missing");
        }
        return lines;
    }

    /** An HTML parser would take everything after {@code <title/>} as the title. */
    private static Document page(String text) {
        if (!XHTML.matcher(text.substring(0, Math.min(text.length(), HEAD_CHARS)))
                .find()) {
            return HtmlReader.parse(text);
        }
        Parser parser = Parser.xmlParser().settings(ParseSettings.htmlDefault).setMaxDepth(HtmlReader.MAX_DEPTH);
        Document page = Jsoup.parse(text, "", parser);
        Set<String> prefixes = page.select("html, *|html").stream()
                .flatMap(root -> root.attributes().asList().stream())
                .filter(attribute -> attribute.getValue().equals(XHTML_NAMESPACE))
                .map(Attribute::getKey)
                .filter(key -> key.startsWith("xmlns:"))
                .map(key -> key.substring("xmlns:".length()))
                .collect(Collectors.toSet());
        for (Element element : page.getAllElements()) {
            int colon = element.tagName().indexOf(':');
            if (colon > 0 && prefixes.contains(element.tagName().substring(0, colon))) {
                element.tagName(element.tagName().substring(colon + 1));
            }
        }
        return page;
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

    /** Returns whether most of a short page is a publisher's; people may speak of rights and licences. */
    private static boolean isImprint(String text) {
        if (text.length() > MAX_IMPRINT_CHARS) {
            return false;
        }
        int imprint = 0;
        for (String paragraph : text.split("\n+")) {
            boolean isPublishers = IMPRINT.matcher(paragraph).matches()
                    && !SPEECH.matcher(paragraph).matches();
            imprint += isPublishers ? paragraph.length() : 0;
        }
        return 2 * imprint > text.length();
    }

    /** Returns whether a page is a list of links, or of short lines under a heading that says so. */
    private static boolean isContents(Document page, String text) {
        if (text.length() > 2 * MAX_IMPRINT_CHARS) {
            return false;
        }
        int linked = 0;
        int links = 0;
        for (Element link : page.select("a[href]")) {
            links++;
            linked += link.text().length();
        }
        boolean isListed = text.toLowerCase(Locale.ROOT).startsWith("table of contents")
                && text.lines().allMatch(line -> line.length() <= MAX_CONTENTS_LINE);
        return isListed || links >= MIN_LINKS && linked >= MIN_LINK_SHARE * text.length();
    }
}
