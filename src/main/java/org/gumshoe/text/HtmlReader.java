// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;

/** A reader of HTML and XHTML: the paragraphs, without navigation, notes and boilerplate. */
final class HtmlReader {
    private static final Set<String> BLOCK_ELEMENTS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "li",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "table",
            "tr",
            "hr",
            "header",
            "footer",
            "figure",
            "figcaption",
            "pre",
            "body",
            "hgroup",
            "main");
    private static final String NON_STORY_ELEMENTS =
            "head, script, style, nav, svg, sup.noteref, a[epub:type~=noteref], #pg-header, #pg-footer,"
                    + " #pg-start-separator, #pg-end-separator, .pg-boilerplate, .pgheader, .pagenum, .pageno";
    private static final Pattern CHARSET_DECLARATION =
            Pattern.compile("charset\\s*=|encoding\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE_TAG = Pattern.compile("<(/?)(?:table|tr)(?=[\\s/>])", Pattern.CASE_INSENSITIVE);
    private static final int MAX_DECLARATION_OFFSET = 4096;

    /** A page in memory takes thirty times its length at worst. */
    static final int MAX_PAGE_BYTES = 16 << 20;

    /** Elements that lie deeper become siblings; the parser's time grows with the depth. */
    static final int MAX_DEPTH = 128;

    private HtmlReader() {}

    static ParsedBook read(Path file, byte[] bytes) throws IOException {
        Document page = parse(file, bytes);
        String author = page.select("meta[name=author], meta[name=dc.creator], meta[name=DC.Creator]")
                .attr("content");
        String title = page.title();
        String text = text(page);
        if (text.isBlank()) {
            throw new BadInputException(file + " holds no text; remove it or put the book's text into it.");
        }
        return new ParsedBook(title, author, List.of(), text);
    }

    private static Document parse(Path file, byte[] bytes) throws IOException {
        if (bytes.length > MAX_PAGE_BYTES) {
            throw new BadInputException("%s is a page of more than %d MB, which no book is; split it, or give its text."
                    .formatted(VisibleText.quoted(file.toString()), MAX_PAGE_BYTES >> 20));
        }
        boolean isUnicode = Encodings.byteOrderMark(bytes).isPresent()
                || Encodings.decodeStrictly(StandardCharsets.UTF_8, bytes).isPresent();
        String head = new String(bytes, 0, Math.min(bytes.length, MAX_DECLARATION_OFFSET), StandardCharsets.ISO_8859_1);
        if (!isUnicode
                && !Encodings.looksBinary(bytes)
                && CHARSET_DECLARATION.matcher(head).find()) {
            Charset declared = Jsoup.parse(
                            new ByteArrayInputStream(bytes, 0, Math.min(bytes.length, MAX_DECLARATION_OFFSET)),
                            null,
                            "")
                    .charset();
            return parse(new String(bytes, declared));
        }
        return parse(Encodings.decode(file, bytes));
    }

    /**
     * Parses a page with rows of tables as plain blocks: content between cells would be moved
     * before its table, one by one, which takes the square of its length.
     */
    private static Document parse(String html) {
        String withoutTables = TABLE_TAG.matcher(html).replaceAll("<$1div");
        return Jsoup.parse(withoutTables, "", Parser.htmlParser().setMaxDepth(MAX_DEPTH));
    }

    /** Extracts the paragraphs of a page, separated by empty lines. */
    static String text(Document page) {
        // removing them one by one would renumber their siblings each time
        Set<Node> nonStory = new HashSet<>(page.select(NON_STORY_ELEMENTS));
        StringBuilder text = new StringBuilder();
        page.body().filter(new NodeFilter() {
            @Override
            public FilterResult head(Node node, int depth) {
                if (nonStory.contains(node)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replaceAll("\\s+", " "));
                } else if (node instanceof Element element
                        && element.normalName().equals("br")) {
                    text.append(' ');
                } else {
                    breakAt(node);
                }
                return FilterResult.CONTINUE;
            }

            @Override
            public FilterResult tail(Node node, int depth) {
                breakAt(node);
                return FilterResult.CONTINUE;
            }

            private void breakAt(Node node) {
                if (node instanceof Element element && BLOCK_ELEMENTS.contains(element.normalName())) {
                    text.append("\n\n");
                }
            }
        });
        return normaliseSpace(text);
    }

    /**
     * Writes one space for a run of white space, or as many line breaks as are in it, two at most.
     * A regular expression would try each space of a long run as its start.
     */
    private static String normaliseSpace(CharSequence text) {
        StringBuilder normalised = new StringBuilder(text.length());
        int lineBreaks = 0;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lineBreaks++;
            } else if (c == ' ' || c == '\u00A0' || c == '\t') {
                space = true;
            } else {
                normalised
                        .append(lineBreaks > 0 ? "\n\n".substring(0, Math.min(2, lineBreaks)) : space ? " " : "")
                        .append(c);
                lineBreaks = 0;
                space = false;
            }
        }
        return normalised.toString().strip();
    }

    /**
     * Returns the values of {@code epub:type}, {@code role} and {@code id} of the page's body and
     * first sections, in lower case.
     */
    static List<String> types(Document page) {
        return page.select("body, section, article, div").stream()
                .limit(6)
                .map(element ->
                        element.attr("epub:type") + " " + element.attr("role").replace("doc-", "") + " " + element.id())
                .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split("\\s+")).stream())
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
