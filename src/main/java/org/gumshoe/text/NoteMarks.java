// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * A finder of the numbers of notes and pages that stand in a text; they would stick to the word
 * before them.
 */
final class NoteMarks {
    private static final int MAX_MARK_CHARS = 14;
    private static final String SIGN = "[*†‡§¶‖#✱◊]{1,4}";
    private static final Pattern NUMBER =
            Pattern.compile("[\\[({]?\\s*(?:\\d{1,3}|" + SIGN + ")\\s*[\\])}.]?|[\\[({]\\s*[a-zA-Z]{1,4}\\s*[\\])}]");
    private static final Pattern LETTER = Pattern.compile("[\\[({]?\\s*[a-zA-Z]{1,4}\\s*[\\])}.]?");
    private static final Pattern PAGE = Pattern.compile(
            "\\W*(?:(?:pg|page|p|s|seite|pag|página|pagina)\\.?\\s*)?(?:\\d{1,4}|[ivxlcdm]{1,8})?\\W*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PAGE_NAME = Pattern.compile(
            "(?:^|[\\s_-])(?:page|pg|pb|folio)[\\s_-]*(?:num(?:ber)?|no|break|marker)?s?[\\s_.-]*(?:\\d*|[ivxlc]*)(?:$|[\\s_-])",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NOTE_NAME =
            Pattern.compile("(?:foot|end)?note|fnanchor|fnref|noteref|anchor", Pattern.CASE_INSENSITIVE);
    private static final List<String> INLINE =
            List.of("a", "sup", "span", "small", "em", "i", "b", "strong", "p", "div", "ins");

    private static final Pattern IN_TEXT = Pattern.compile("\\[(?:Pg\\.?|Page|Seite)\\s?(?:\\d{1,4}|[ivxlc]{1,8})\\]"
            + "|\\{\\d{1,4}\\}"
            + "|(?<=[\\p{L}\\p{Po}\\p{Pf}\\p{Pe}])\\[(?:\\d{1,3}|[A-Z]|[*†‡§]{1,3})\\]");
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    private NoteMarks() {}

    /** Returns a paragraph of plain text without marks such as {@code [Pg 12]} and {@code [3]}. */
    static String without(String paragraph) {
        if (paragraph.indexOf('[') < 0 && paragraph.indexOf('{') < 0) {
            return paragraph;
        }
        String plain = IN_TEXT.matcher(paragraph).replaceAll("");
        return plain.length() == paragraph.length()
                ? paragraph
                : SPACES.matcher(plain).replaceAll(" ").strip();
    }

    /** Returns the elements of a page that are numbers of notes or pages. */
    static List<Node> in(Document page) {
        List<Node> marks = new ArrayList<>();
        for (Element element : page.getAllElements()) {
            if (INLINE.contains(element.normalName()) && isMark(element)) {
                marks.add(element);
            }
        }
        return marks;
    }

    private static boolean isMark(Element element) {
        String text = shortText(element);
        if (text == null) {
            return false;
        }
        List<String> types = EpubTypes.of(element);
        if (types.contains("noteref") || types.contains("pagebreak")) {
            return true;
        }
        String names = element.className() + " " + element.id();
        boolean isPage = PAGE_NAME.matcher(element.className()).find()
                || PAGE_NAME.matcher(element.id()).find();
        boolean isLink =
                element.normalName().equals("a") && element.attr("href").contains("#");
        boolean isRaised = element.normalName().equals("sup");
        return !text.isEmpty() && isPage && PAGE.matcher(text).matches()
                || isLink && NUMBER.matcher(text).matches()
                || isRaised && NUMBER.matcher(text).matches() && !followsDigit(element)
                || (isLink || isRaised)
                        && LETTER.matcher(text).matches()
                        && (isRaised && !element.select("a").isEmpty()
                                || isLink && element.closest("sup") != null
                                || isLink && NOTE_NAME.matcher(names).find());
    }

    /** Returns an element's text, or null if it is longer than any mark. */
    private static String shortText(Element element) {
        StringBuilder text = new StringBuilder();
        return gather(element, text, 3) ? text.toString().strip().toLowerCase(Locale.ROOT) : null;
    }

    private static boolean gather(Element element, StringBuilder text, int depth) {
        if (depth == 0 || element.childNodeSize() > MAX_MARK_CHARS) {
            return false;
        }
        for (Node child : element.childNodes()) {
            if (child instanceof TextNode words) {
                text.append(words.getWholeText());
            } else if (child instanceof Element inner && !gather(inner, text, depth - 1)) {
                return false;
            }
            if (text.length() > 4 * MAX_MARK_CHARS) {
                return false;
            }
        }
        return text.toString().strip().length() <= MAX_MARK_CHARS;
    }

    /** Returns whether a number is an exponent. */
    private static boolean followsDigit(Element element) {
        return element.previousSibling() instanceof TextNode before
                && !before.isBlank()
                && Character.isDigit(
                        before.getWholeText().charAt(before.getWholeText().length() - 1));
    }
}
