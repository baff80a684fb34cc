// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fragment of markup that is safe to write: it can only be built by {@link #element}, {@link #text}
 * and {@link #styles}, which escape all text. The result is well-formed both as XML and as HTML.
 */
public record HtmlWriter(String source) implements HtmlNode {
    private static final Set<String> VOID = Set.of("meta", "br", "hr");
    public static final HtmlWriter NOTHING = new HtmlWriter("");

    /**
     * Attribute of an element.
     *
     * @param value escaped when written
     */
    public record Attribute(String name, String value) implements HtmlNode {}

    public static Attribute attribute(String name, String value) {
        return new Attribute(name, value);
    }

    public static Attribute css(String classes) {
        return new Attribute("class", classes);
    }

    public static HtmlWriter text(String text) {
        return new HtmlWriter(escape(text));
    }

    public static HtmlWriter element(String name, HtmlNode... parts) {
        StringBuilder open = new StringBuilder("<").append(name);
        StringBuilder content = new StringBuilder();
        for (HtmlNode part : parts) {
            switch (part) {
                case Attribute(String key, String value) ->
                    open.append(' ')
                            .append(key)
                            .append("=\"")
                            .append(escape(value))
                            .append('"');
                case HtmlWriter(String source) -> content.append(source);
            }
        }
        if (VOID.contains(name)) {
            return new HtmlWriter(open.append("/>").toString());
        }
        return new HtmlWriter(open.append('>').append(content) + "</" + name + ">");
    }

    public static HtmlWriter element(String name, String text) {
        return element(name, text(text));
    }

    public static HtmlWriter join(Stream<HtmlWriter> parts) {
        return new HtmlWriter(parts.map(HtmlWriter::source).collect(Collectors.joining("\n")));
    }

    public static HtmlWriter join(HtmlWriter... parts) {
        return join(Arrays.stream(parts));
    }

    /** Returns a style sheet, unescaped. */
    public static HtmlWriter styles(String sheet) {
        if (sheet.indexOf('<') >= 0 || sheet.indexOf('&') >= 0) {
            throw new IllegalArgumentException("a style sheet inside a page holds neither < nor &");
        }
        return new HtmlWriter("<style>\n" + sheet + "</style>");
    }

    /** Returns one paragraph for each block of text between blank lines. */
    public static HtmlWriter paragraphs(String text) {
        return join(Arrays.stream(text.strip().split("\\R\\s*\\R")).map(p -> element("p", p)));
    }

    public static HtmlWriter section(String id, String heading, HtmlWriter... parts) {
        return element(
                "section",
                attribute("id", id),
                attribute("aria-labelledby", id + "-heading"),
                element("h2", attribute("id", id + "-heading"), text(heading)),
                join(parts));
    }

    public static HtmlWriter figure(HtmlWriter plot, String caption) {
        return element("figure", element("div", css("scroll"), plot), element("figcaption", caption));
    }

    /**
     * Returns a table.
     *
     * @param rows the first cell of each is its row header
     */
    public static HtmlWriter table(String caption, List<String> head, List<List<String>> rows) {
        return table(caption, head, rows, -1);
    }

    /**
     * Returns a table with one highlighted row.
     *
     * @param marked index of the row, or -1
     */
    public static HtmlWriter table(String caption, List<String> head, List<List<String>> rows, int marked) {
        HtmlWriter header =
                element("tr", join(head.stream().map(h -> element("th", attribute("scope", "col"), text(h)))));
        Stream<HtmlWriter> body = IntStream.range(0, rows.size())
                .mapToObj(i -> i == marked
                        ? element("tr", css("marked"), cells(rows.get(i)))
                        : element("tr", cells(rows.get(i))));
        HtmlWriter table =
                element("table", element("caption", caption), element("thead", header), element("tbody", join(body)));
        return element(
                "div",
                css("scroll"),
                attribute("tabindex", "0"),
                attribute("role", "region"),
                attribute("aria-label", caption),
                table);
    }

    private static HtmlWriter cells(List<String> row) {
        return join(Stream.concat(
                row.stream().limit(1).map(c -> element("th", attribute("scope", "row"), text(c))),
                row.stream().skip(1).map(c -> element("td", c))));
    }

    /**
     * Escapes markup characters, replaces characters that XML forbids by U+FFFD, and turns null
     * into a dash.
     */
    static String escape(String text) {
        if (text == null) {
            return NumberFormats.DASH;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return out.toString();
    }

    public static String orDash(String text) {
        return text == null || text.isBlank() ? NumberFormats.DASH : text;
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c < 0xD800 && !(c >= 0x7F && c < 0xA0)
                || c >= 0xE000 && c < 0xFFFE
                || c >= 0x10000;
    }
}
