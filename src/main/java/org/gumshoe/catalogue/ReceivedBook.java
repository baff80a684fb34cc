// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gumshoe.VisibleText;
import org.gumshoe.catalogue.UnexpectedContentException.Kind;
import org.gumshoe.text.Encodings;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * Check of what a server has sent for a book. Captcha pages come with status 200, and a text that
 * is cut short can come with the length that it has.
 */
public final class ReceivedBook {
    private static final int HEAD_CHARS = 4096;
    private static final int MAX_TEXT_BYTES = 64 << 20;

    /** The boilerplate of a book is longer; pages that ask or tell something are shorter. */
    private static final int MIN_PAGE_CHARS = 2000;

    private static final Pattern PAGE = Pattern.compile(
            "\\A(?:ï»¿)?\\s*(?:<!--.*?-->\\s*|<\\?xml.*?\\?>\\s*)*<(?:!doctype\\s|[a-z][a-z0-9]*\\b[^>]*>(?=.*</[a-z]))",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final int MAX_SHOWN_CHARS = 60;

    private static final Pattern BLOCK = Pattern.compile(
            "captcha|\\brobots?\\b|\\bbots?\\b|\\bhuman\\b|unusual (?:traffic|activity)|automated|too many requests"
                    + "|access (?:is |was )?(?:denied|blocked)|forbidden|been blocked|security check|challenge"
                    + "|checking your browser|just a moment",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern START = Pattern.compile("\\*\\*\\*\\s*START OF (?:THE|THIS) PROJECT GUTENBERG");
    private static final Pattern END =
            Pattern.compile("\\*\\*\\*\\s*END OF (?:THE|THIS) PROJECT|End of (?:the |this )?Project Gutenberg");
    private static final Pattern ENCODING = Pattern.compile(
            "^Character set encoding:\\s*(?<name>[^\\r\\n]+?)\\s*$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);
    private static final Pattern CODE_PAGE = Pattern.compile(
            "(?:windows|code\\s?page|cp|ms-?ansi|ibm)?\\W*(?<number>\\d{3,4})", Pattern.CASE_INSENSITIVE);

    private ReceivedBook() {}

    /**
     * Returns the bytes to keep: a text becomes UTF-8 and comes out of its zip, other formats stay.
     *
     * @param file as it came
     * @param encoding that the server names; null if it names none
     * @throws UnexpectedContentException when this is no such book, or not the whole of it
     */
    public static byte[] check(Path file, BookFormat format, String encoding) throws IOException {
        if (Files.size(file) > MAX_TEXT_BYTES && format != BookFormat.EPUB) {
            throw damage("has %d bytes, more than a text has".formatted(Files.size(file)));
        }
        byte[] bytes = Files.readAllBytes(file);
        boolean isZip = bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K';
        return switch (format) {
            case EPUB -> epub(file, bytes, isZip);
            case HTML -> page(bytes);
            case TXT -> text(isZip ? unzipped(file) : bytes, encoding);
        };
    }

    private static byte[] epub(Path file, byte[] bytes, boolean isZip) throws IOException {
        if (!isZip) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (isPage(text)) {
                throw refused(text);
            }
            throw damage("is no EPUB");
        }
        requireWholeZip(file);
        return bytes;
    }

    private static byte[] page(byte[] bytes) throws IOException {
        Document page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
        if (page.text().length() < MIN_PAGE_CHARS) {
            throw refused(page.outerHtml());
        }
        requireEnd(page.wholeText());
        return bytes;
    }

    private static byte[] text(byte[] bytes, String encoding) {
        String text = decode(bytes, encoding);
        boolean isShort = text.length() < MIN_PAGE_CHARS && !START.matcher(text).find();
        if (isPage(text) || isShort && BLOCK.matcher(text).find()) {
            throw refused(text);
        }
        requireEnd(text);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isPage(String text) {
        return PAGE.matcher(text.substring(0, Math.min(text.length(), HEAD_CHARS)))
                .find();
    }

    private static UnexpectedContentException refused(String page) {
        Document parsed = Jsoup.parse(page);
        String shown = parsed.title().isBlank() ? parsed.text() : parsed.title();
        boolean isBlock = BLOCK.matcher(page).find();
        return new UnexpectedContentException(
                isBlock ? Kind.BLOCK : Kind.PAGE,
                "is a page%s (\"%s\")"
                        .formatted(
                                isBlock ? " that asks for a human" : "",
                                VisibleText.line(VisibleText.cut(shown, MAX_SHOWN_CHARS))));
    }

    /** Refuses a text that has the beginning of Project Gutenberg's frame and not its end. */
    private static void requireEnd(String text) {
        Matcher start = START.matcher(text);
        if (start.find() && !END.matcher(text).find(start.end())) {
            throw damage("ends before its end marker");
        }
    }

    private static String decode(byte[] bytes, String encoding) {
        if (bytes.length == 0) {
            throw damage("is empty");
        }
        Optional<Charset> marked = Encodings.byteOrderMark(bytes);
        if (marked.isEmpty() && Encodings.looksBinary(bytes)) {
            throw damage("is no text");
        }
        Charset first = marked.orElse(StandardCharsets.UTF_8);
        Matcher declared = ENCODING.matcher(head(bytes));
        return Stream.of(
                        Optional.of(first),
                        declared.find() ? charset(declared.group("name")) : Optional.<Charset>empty(),
                        encoding == null ? Optional.<Charset>empty() : charset(encoding),
                        charset("windows-1252"),
                        Optional.of(StandardCharsets.ISO_8859_1))
                .flatMap(Optional::stream)
                .flatMap(charset -> Encodings.decodeStrictly(charset, bytes).stream())
                .findFirst()
                .map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text)
                .orElseThrow();
    }

    /** Returns a charset by its name, or by what the headers of old texts call it, such as "CP-1252". */
    private static Optional<Charset> charset(String name) {
        Matcher page = CODE_PAGE.matcher(name.strip());
        return Encodings.charset(name.strip().toLowerCase(Locale.ROOT))
                .or(() -> page.matches()
                        ? Encodings.charset("windows-" + page.group("number"))
                                .or(() -> Encodings.charset("ibm" + page.group("number")))
                        : Optional.empty());
    }

    private static String head(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, HEAD_CHARS), StandardCharsets.ISO_8859_1);
    }

    private static void requireWholeZip(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.stream()
                    .noneMatch(entry -> entry.getName().toLowerCase(Locale.ROOT).matches(".*\\.(opf|xml)"))) {
                throw damage("is a zip without a book");
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw damage("is a broken EPUB (" + e.getMessage() + ")");
        }
    }

    /** Returns the largest text of a zip. */
    private static byte[] unzipped(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry text = zip.stream()
                    .filter(entry -> entry.getName().toLowerCase(Locale.ROOT).endsWith(".txt"))
                    .max(java.util.Comparator.comparingLong(ZipEntry::getSize))
                    .orElseThrow(() -> damage("is a zip without a text"));
            try (InputStream in = zip.getInputStream(text)) {
                byte[] bytes = in.readNBytes(MAX_TEXT_BYTES + 1);
                if (bytes.length > MAX_TEXT_BYTES) {
                    throw damage("holds a text of more than %d bytes".formatted(MAX_TEXT_BYTES));
                }
                return bytes;
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw damage("is a broken zip (" + e.getMessage() + ")");
        }
    }

    private static UnexpectedContentException damage(String what) {
        return new UnexpectedContentException(Kind.DAMAGE, what);
    }
}
