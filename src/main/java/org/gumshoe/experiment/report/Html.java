// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Markup that is safe to write: made only of {@link #element}, {@link #text} and {@link #styles}, so that no text slips through unescaped. What it
 * makes is well-formed XML and HTML at once.
 */
record Html(String source) implements Part {
    private static final Set<String> VOID = Set.of("meta", "br", "hr");
    static final Html NOTHING = new Html("");

    /** @param value escaped when written */
    record Attribute(String name, String value) implements Part {}

    static Attribute attribute(String name, String value) {
        return new Attribute(name, value);
    }

    static Attribute css(String classes) {
        return new Attribute("class", classes);
    }

    static Html text(String text) {
        return new Html(escape(text));
    }

    static Html element(String name, Part... parts) {
        StringBuilder open = new StringBuilder("<").append(name);
        StringBuilder content = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Attribute(String key, String value) ->
                    open.append(' ')
                            .append(key)
                            .append("=\"")
                            .append(escape(value))
                            .append('"');
                case Html(String source) -> content.append(source);
            }
        }
        if (VOID.contains(name)) {
            return new Html(open.append("/>").toString());
        }
        return new Html(open.append('>').append(content) + "</" + name + ">");
    }

    static Html element(String name, String text) {
        return element(name, text(text));
    }

    static Html join(Stream<Html> parts) {
        return new Html(parts.map(Html::source).collect(Collectors.joining("\n")));
    }

    static Html join(Html... parts) {
        return join(Arrays.stream(parts));
    }

    /** A style sheet as it stands. */
    static Html styles(String sheet) {
        if (sheet.indexOf('<') >= 0 || sheet.indexOf('&') >= 0) {
            throw new IllegalArgumentException("a style sheet inside a page holds neither < nor &");
        }
        return new Html("<style>\n" + sheet + "</style>");
    }

    /** Paragraphs, one for each block of text between blank lines. */
    static Html paragraphs(String text) {
        return join(Arrays.stream(text.strip().split("\\R\\s*\\R")).map(p -> element("p", p)));
    }

    static Html section(String id, String heading, Html... parts) {
        return element(
                "section",
                attribute("id", id),
                attribute("aria-labelledby", id + "-heading"),
                element("h2", attribute("id", id + "-heading"), text(heading)),
                join(parts));
    }

    static Html figure(Html plot, String caption) {
        return element("figure", element("div", css("scroll"), plot), element("figcaption", caption));
    }

    /** @param rows the first cell of each names its row */
    static Html table(String caption, List<String> head, List<List<String>> rows) {
        return table(caption, head, rows, -1);
    }

    /** @param marked index of a row to set off, or -1 */
    static Html table(String caption, List<String> head, List<List<String>> rows, int marked) {
        Html header = element("tr", join(head.stream().map(h -> element("th", attribute("scope", "col"), text(h)))));
        Stream<Html> body = IntStream.range(0, rows.size())
                .mapToObj(i -> i == marked
                        ? element("tr", css("marked"), cells(rows.get(i)))
                        : element("tr", cells(rows.get(i))));
        Html table =
                element("table", element("caption", caption), element("thead", header), element("tbody", join(body)));
        return element(
                "div",
                css("scroll"),
                attribute("tabindex", "0"),
                attribute("role", "region"),
                attribute("aria-label", caption),
                table);
    }

    private static Html cells(List<String> row) {
        return join(Stream.concat(
                row.stream().limit(1).map(c -> element("th", attribute("scope", "row"), text(c))),
                row.stream().skip(1).map(c -> element("td", c))));
    }

    /** Markup characters become entities; characters that no XML may hold become U+FFFD; null becomes a dash. */
    static String escape(String text) {
        if (text == null) {
            return Numbers.DASH;
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

    static String orDash(String text) {
        return text == null || text.isBlank() ? Numbers.DASH : text;
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
