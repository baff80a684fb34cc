// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

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
    private static final int MAX_DECLARATION_OFFSET = 4096;

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
        boolean isUnicode = Encodings.byteOrderMark(bytes).isPresent()
                || Encodings.decodeStrictly(StandardCharsets.UTF_8, bytes).isPresent();
        String head = new String(bytes, 0, Math.min(bytes.length, MAX_DECLARATION_OFFSET), StandardCharsets.ISO_8859_1);
        if (!isUnicode
                && !Encodings.looksBinary(bytes)
                && CHARSET_DECLARATION.matcher(head).find()) {
            return Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
        }
        return Jsoup.parse(Encodings.decode(file, bytes));
    }

    /** Extracts the paragraphs of a page, separated by empty lines. */
    static String text(Document page) {
        page.select(NON_STORY_ELEMENTS).remove();
        StringBuilder text = new StringBuilder();
        page.body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replaceAll("\\s+", " "));
                } else if (node instanceof Element element
                        && element.normalName().equals("br")) {
                    text.append(' ');
                } else {
                    breakAt(node);
                }
            }

            @Override
            public void tail(Node node, int depth) {
                breakAt(node);
            }

            private void breakAt(Node node) {
                if (node instanceof Element element && BLOCK_ELEMENTS.contains(element.normalName())) {
                    text.append("\n\n");
                }
            }
        });
        return text.toString()
                .replaceAll("[ \\u00A0]*\\n[ \\u00A0]*", "\n")
                .replaceAll("\\n{2,}", "\n\n")
                .replaceAll("[ \\u00A0\\t]+", " ")
                .strip();
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
