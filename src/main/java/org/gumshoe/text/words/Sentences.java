// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence splitter for English prose. It takes the boundaries of {@link BreakIterator} (Unicode
 * text segmentation, UAX 29) and removes those that are wrong in fiction: after titles and initials
 * (“Mr. Holmes”), before a lower-case word (“‘Stop!’ he said”), before a closing quote, and without
 * white space. An ellipsis is not a boundary (“I… I did”). Sentences of scripts without spaces end
 * behind their own full stops, those of Thai at a space.
 */
final class Sentences {
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\n[ \\t]*\\n\\s*");
    private static final Pattern LAST_WORD = Pattern.compile("(\\p{L}+)\\.$");
    private static final Set<String> ABBREVIATIONS = Set.of(
            "mr",
            "mrs",
            "ms",
            "messrs",
            "mme",
            "mlle",
            "dr",
            "prof",
            "st",
            "rev",
            "hon",
            "esq",
            "capt",
            "col",
            "gen",
            "lt",
            "lieut",
            "maj",
            "sergt",
            "sgt",
            "gov",
            "sen",
            "rep",
            "supt",
            "insp",
            "vol",
            "viz",
            "vs",
            "cf",
            "mt",
            "messieurs",
            "no",
            "nos",
            "adm",
            "cpl",
            "pvt",
            "fr");
    private static final Pattern OWN_STOP = Pattern.compile(
            "[。｡！？؟۔।॥။។።፧]++(?<close>[”’」』）】》〉\"'›»)]*+)[\\s\\u3000]*+|(?<=\\p{IsThai})\\s++(?=[\\p{IsThai}“‘\"])");
    private static final int LOOKBEHIND_CHARS = 12;
    private static final int LOOKAHEAD = 512;
    private static final int WINDOW = 2 * LOOKAHEAD;

    private Sentences() {}

    /** Returns the start and end offsets of the sentences in order, without surrounding space. */
    static List<int[]> of(String text) {
        List<int[]> sentences = new ArrayList<>();
        Matcher gap = PARAGRAPH_END.matcher(text);
        int start = 0;
        while (gap.find()) {
            addSentences(text, start, gap.start(), sentences);
            start = gap.end();
        }
        addSentences(text, start, text.length(), sentences);
        return sentences;
    }

    private static void addSentences(String text, int from, int to, List<int[]> sentences) {
        String paragraph = text.substring(from, to);
        int start = 0;
        int wordEnd = 0; // of the last word so far
        int seen = 0;
        Set<Integer> own = ownEnds(paragraph);
        SortedSet<Integer> ends = new TreeSet<>(own);
        ends.addAll(boundaries(paragraph));
        for (int end : ends) {
            for (; seen < end; seen++) {
                wordEnd = isSpace(paragraph.charAt(seen)) ? wordEnd : seen + 1;
            }
            if (end == paragraph.length() || own.contains(end) || isEnd(paragraph, end, wordEnd)) {
                addTrimmed(text, from + start, from + end, sentences);
                start = end;
            }
        }
    }

    /** Returns the ends of sentences that need no space or capital behind them. */
    private static Set<Integer> ownEnds(String paragraph) {
        Set<Integer> ends = new HashSet<>();
        Matcher stop = OWN_STOP.matcher(paragraph);
        while (stop.find()) {
            boolean isQuoted =
                    stop.group("close") != null && !stop.group("close").isEmpty();
            int next = stop.end() < paragraph.length() ? paragraph.charAt(stop.end()) : ' ';
            // what follows a quotation tells who speaks
            if (!isQuoted || !Character.isLetter(next)) {
                ends.add(stop.end());
            }
        }
        return ends;
    }

    /**
     * Returns the boundaries that the iterator finds. It sees a window at a time, since behind each
     * boundary it may look ahead to the end of what it sees.
     */
    private static List<Integer> boundaries(String paragraph) {
        List<Integer> boundaries = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        int length = WINDOW;
        for (int from = 0; from < paragraph.length(); ) {
            int to = Math.min(paragraph.length(), from + length);
            int last = from;
            breaks.setText(paragraph.substring(from, to));
            for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
                if (to < paragraph.length() && from + end > to - LOOKAHEAD) {
                    break;
                }
                last = from + end;
                boundaries.add(last);
                if (length > WINDOW) {
                    break;
                }
            }
            length = last == from ? 2 * length : WINDOW;
            from = last;
        }
        return boundaries;
    }

    private static void addTrimmed(String text, int from, int to, List<int[]> sentences) {
        int start = from;
        int end = to;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            sentences.add(new int[] {start, end});
        }
    }

    private static boolean isEnd(String paragraph, int end, int last) {
        if (!isSpace(paragraph.charAt(end - 1))) {
            return false;
        }
        int next = end;
        while (next < paragraph.length() && "“\"‘'(—–-".indexOf(paragraph.charAt(next)) >= 0) {
            next++;
        }
        boolean goesOn = next < paragraph.length()
                && (Character.isLowerCase(paragraph.charAt(next)) || "”’),;:".indexOf(paragraph.charAt(next)) >= 0);
        if (goesOn) {
            return false;
        }
        Matcher word = LAST_WORD.matcher(paragraph.substring(Math.max(0, last - LOOKBEHIND_CHARS), last));
        if (!word.find()) {
            return true;
        }
        String abbreviation = word.group(1);
        boolean isInitial = abbreviation.length() == 1
                && Character.isUpperCase(abbreviation.charAt(0))
                && !abbreviation.equals("I");
        boolean isNumber = abbreviation.equalsIgnoreCase("no") || abbreviation.equalsIgnoreCase("nos");
        if (isNumber) {
            return next >= paragraph.length() || !Character.isDigit(paragraph.charAt(next));
        }
        return !isInitial && !ABBREVIATIONS.contains(abbreviation.toLowerCase(Locale.ROOT));
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
