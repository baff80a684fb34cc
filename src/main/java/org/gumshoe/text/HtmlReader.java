// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.text.Paragraphs.Layout;
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
            "head, script, style, nav, svg, #pg-start-separator, #pg-end-separator, .pagenum, .pageno, .transnote";

    /** Gutenberg's boilerplate; the longest licence is half as long as this. */
    private static final String GUTENBERG_ELEMENTS = "#pg-header, #pg-footer, .pg-boilerplate, .pgheader";

    private static final int MAX_BOILERPLATE_CHARS = 40_000;
    private static final String NOTE_ELEMENTS = "div.footnote, div.footnotes, aside.footnote, section.footnotes,"
            + " p.footnote, div.endnotes, section.endnotes, ol.footnotes";
    private static final Pattern TABLE_TAG = Pattern.compile("<(/?)(?:table|tr)(?=[\\s/>])", Pattern.CASE_INSENSITIVE);
    /** A page in memory takes thirty times its length at worst. */
    static final int MAX_PAGE_BYTES = 16 << 20;

    /** Elements that lie deeper become siblings; the parser's time grows with the depth. */
    static final int MAX_DEPTH = 128;

    private HtmlReader() {}

    static ParsedBook read(Path file, byte[] bytes) throws IOException {
        if (bytes.length > MAX_PAGE_BYTES) {
            throw new BadInputException("%s is a page of more than %d MB, which no book is; split it, or give its text."
                    .formatted(VisibleText.quoted(file.toString()), MAX_PAGE_BYTES >> 20));
        }
        Document page = parse(Encodings.decodePage(file.toString(), bytes));
        String author = page.select("meta[name=author], meta[name=dc.creator], meta[name=DC.Creator]")
                .attr("content");
        Gutenberg.Names heading = Gutenberg.heading(page.title());
        Element header = page.selectFirst("#pg-header");
        Gutenberg.Names names = header == null
                ? new Gutenberg.Names(null, null)
                : Gutenberg.names(lines(header, Set.of()).lines().toList());
        List<String> lines = text(page).lines().toList();
        if (lines.isEmpty()) {
            throw new BadInputException(file + " holds no text; remove it or put the book's text into it.");
        }
        return new ParsedBook(
                first(names.title(), heading.title()),
                first(author, names.author(), heading.author()),
                List.of(),
                lines,
                Layout.MARKUP);
    }

    private static String first(String... names) {
        return Stream.of(names)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse(null);
    }

    /**
     * Parses a page with rows of tables as plain blocks: content between cells would be moved
     * before its table, one by one, which takes the square of its length.
     */
    static Document parse(String html) {
        String withoutTables = TABLE_TAG.matcher(html).replaceAll("<$1div");
        return Jsoup.parse(withoutTables, "", Parser.htmlParser().setMaxDepth(MAX_DEPTH));
    }

    /**
     * Extracts the lines of a page: an empty line stands between blocks, and a block has several lines
     * where its markup breaks them.
     */
    static String text(Document page) {
        // removing them one by one would renumber their siblings each time
        Set<Node> nonStory = new HashSet<>(page.select(NON_STORY_ELEMENTS));
        nonStory.addAll(EpubTypes.nonStory(page));
        nonStory.addAll(NoteMarks.in(page));
        nonStory.addAll(page.select(NOTE_ELEMENTS));
        page.select(GUTENBERG_ELEMENTS).stream()
                .filter(element -> element.wholeText().length() <= MAX_BOILERPLATE_CHARS)
                .forEach(nonStory::add);
        return lines(page.body(), nonStory);
    }

    private static String lines(Element root, Set<Node> nonStory) {
        StringBuilder text = new StringBuilder();
        root.filter(new NodeFilter() {
            private int preformatted;

            @Override
            public FilterResult head(Node node, int depth) {
                if (nonStory.contains(node)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                if (node instanceof TextNode words) {
                    String written = words.getWholeText();
                    text.append(preformatted > 0 ? written : written.replaceAll("\\s+", " "));
                } else if (node instanceof Element element
                        && element.normalName().equals("br")) {
                    text.append('\n');
                } else {
                    preformatted += isPreformatted(node) ? 1 : 0;
                    breakAt(node);
                }
                return FilterResult.CONTINUE;
            }

            @Override
            public FilterResult tail(Node node, int depth) {
                preformatted -= isPreformatted(node) ? 1 : 0;
                breakAt(node);
                return FilterResult.CONTINUE;
            }

            private boolean isPreformatted(Node node) {
                return node instanceof Element element && element.normalName().equals("pre");
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
            } else if (c == ' ' || c == '\u00A0' || c == '\t' || c == '\r') {
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
}
