// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stripper of Project Gutenberg's boilerplate, in the forms of all its decades: the header up to
 * its marker, the small print wherever it stands, and everything from the end marker on. It works on
 * lines, before wrapped lines are joined.
 */
final class Gutenberg {
    private static final int MAX_HEADER_LINES = 600;
    private static final int MAX_MARKER_LINES = 5;
    private static final int MAX_MARKER_CHARS = 1000;
    private static final int MAX_OPENING_LINES = 120;

    /** A line with the name of the project comes again at the end, behind at least so much story. */
    private static final int MIN_STORY_CHARS = 200;

    private static final String PROJECT =
            "\\bProje[ck]t[a-z]*\\s+Gutenberg|\\b(?:Projet|Proyecto|Progetto)\\s+Gutenberg";
    private static final Pattern START =
            marker("\\W*(?:START|BEGINNING) OF (?:THE |THIS )?(?:COPYRIGHTED )?" + "PROJECT GUTENBERG.*");
    private static final Pattern WEAK_START =
            marker("\\W*These (?:e-?texts?|e-?books?)\\s+(?:Were |Are )?Prepared By (?:Hundreds|Thousands).*");
    private static final Pattern SMALL_PRINT = marker("\\W*(?:START\\W*THE )?SMALL PRINT!.*");
    private static final Pattern SMALL_PRINT_END = marker("\\W*END\\W*THE SMALL PRINT.*|\\[\"?Small Print\"? V.*");
    private static final Pattern END =
            marker("\\W*(?:this is |here is )?(?:the )?(?:end|ende|fin|fine|fim|einde|eind|slut|slutet|konec|koniec|"
                    + "kraj|vége|loppu|final)\\b.{0,60}?(?:" + PROJECT + ").{0,200}"
                    + "|\\W*(?:" + PROJECT + ").{0,200}\\bloppu[a-z]*\\b.{0,40}"
                    + "|\\W*ende diese[rs]? (?:e-?text|e-?book|dokument).{0,100}"
                    + "|\\W*end of (?:this is|the|this) copyrighted.{0,200}"
                    + "|\\W*This is a COPYRIGHTED Project Gutenberg.{0,200}"
                    + "|\\W*START: FULL LICENSE.*"
                    + "|by Project Gutenberg\\b.{0,100}"
                    + "|Ce document fut pr[eé]sent[eé] en lecture.{0,200}"
                    + "|More information about this book is at the top of this file\\..{0,100}"
                    + "|Updated editions will replace the previous one.*");
    private static final Pattern HEADING = marker("\\W*(?:The |This )?(?:" + PROJECT
            + ")(?:['’]s)?(?:\\s*\\(?tm\\)?)?(?:\\s+(?:e-?text|e-?book|edition)s?)?(?:,|,? of|:)?\\s+(?<title>.+)");
    private static final Pattern BY = marker("(?<title>.+?),?\\s+by\\s+(?<author>.+)");
    private static final Pattern NUMBER =
            Pattern.compile("\\s*[\\[(#]?(?:E-?text|E-?book)?\\s*#\\s*\\d+[\\])]?\\W*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD =
            marker("(?<name>Title|Author|Editor|Translator|Release date|Language|Posting date"
                    + "|Credits|Character set encoding|Original publication|Illustrator|Other information.*?"
                    + "|Titel|Titre|Título|Titolo|Autor|Auteur|Autore):\\s*(?<value>.*)");
    private static final Pattern OPENING =
            marker(".*(?:" + PROJECT + "|gutenberg\\.(?:org|net)|This e-?(?:book|text) is "
                    + "|almost no restrictions|re-?use it under).*|\\W*");
    private static final Pattern LEGALESE = marker(".*<<THIS ELECTRONIC VERSION OF.*");

    private Gutenberg() {}

    /**
     * The lines of a text without boilerplate.
     *
     * @param title null if a header does not name it
     * @param author null if a header does not name it
     * @param isMarked whether there was boilerplate
     */
    record Stripped(String title, String author, List<String> lines, boolean isMarked) {}

    /** A title and an author; null if they are not named. */
    record Names(String title, String author) {}

    /** Strips lines; those of a text without boilerplate are returned unchanged. */
    static Stripped strip(List<String> allLines) {
        List<String> lines = withoutLegalese(allLines);
        int header = header(lines);
        int footer = lines.size();
        int smallPrint = first(SMALL_PRINT, lines, 0, lines.size());
        int smallPrintEnd = first(SMALL_PRINT_END, lines, Math.max(0, smallPrint), lines.size());
        if (smallPrint >= 0 && smallPrintEnd > smallPrint) {
            boolean isAtTop = filled(lines, smallPrintEnd + 1, lines.size()) >= filled(lines, header + 1, smallPrint);
            header = isAtTop ? Math.max(header, smallPrintEnd) : header;
            footer = isAtTop ? footer : smallPrint;
        } else if (smallPrintEnd >= 0 && smallPrintEnd < MAX_HEADER_LINES) {
            header = Math.max(header, smallPrintEnd);
        }
        footer = Math.min(footer, footer(lines, header + 1));
        if (header < 0 && footer == allLines.size()) {
            return new Stripped(null, null, allLines, false);
        }
        Names names = names(lines.subList(0, header + 1));
        List<String> story = lines.subList(header + 1, Math.max(header + 1, footer)).stream()
                .filter(line -> !matches(HEADING, line))
                .toList();
        return new Stripped(names.title, names.author, story, true);
    }

    /** Reads the title and the author in the lines of a header. */
    static Names names(List<String> header) {
        Names heading = new Names(null, null);
        String title = null;
        String author = null;
        for (int i = 0; i < header.size(); i++) {
            Matcher field = FIELD.matcher(header.get(i).strip());
            Matcher first = HEADING.matcher(header.get(i).strip());
            if (field.matches()) {
                String name = field.group("name").toLowerCase(Locale.ROOT);
                if (name.startsWith("tit") && title == null) {
                    title = continued(field.group("value"), header, i + 1);
                } else if (name.startsWith("aut") && author == null) {
                    author = continued(field.group("value"), header, i + 1);
                }
            } else if (heading.title == null && first.matches()) {
                heading = heading(header.get(i));
            }
        }
        return new Names(title == null ? heading.title : title, author == null ? heading.author : author);
    }

    /**
     * Reads the title and the author in a line such as “The Project Gutenberg eBook of The Lamp, by
     * Ann O’Dell” or “The Lamp | Project Gutenberg”; a line without the project's name is a title.
     */
    static Names heading(String line) {
        String text = line.strip().replaceFirst("(?i)\\s*[|—–-]\\s*(?:The )?Project Gutenberg\\W*$", "");
        Matcher heading = HEADING.matcher(text);
        if (!heading.matches()) {
            return new Names(text.isEmpty() ? null : text, null);
        }
        String named = NUMBER.matcher(heading.group("title")).replaceAll("").strip();
        Matcher by = BY.matcher(named);
        return by.matches() ? new Names(by.group("title"), by.group("author")) : new Names(named, null);
    }

    /** Returns the index of the header's last line, or -1 if there is no header. */
    private static int header(List<String> lines) {
        int most = Math.min(lines.size(), MAX_HEADER_LINES);
        int start = first(START, lines, 0, most);
        if (start >= 0) {
            return markerEnd(lines, start);
        }
        for (int i = most - 1; i >= 0; i--) {
            if (matches(WEAK_START, lines.get(i))) {
                return i;
            }
        }
        int first = 0;
        while (first < lines.size() && lines.get(first).isBlank()) {
            first++;
        }
        if (first == lines.size() || !matches(HEADING, lines.get(first))) {
            return -1;
        }
        int end = first;
        for (int i = first + 1; i < Math.min(lines.size(), first + MAX_OPENING_LINES); i++) {
            if (matches(FIELD, lines.get(i)) || matches(OPENING, lines.get(i))) {
                end = i;
            } else if (lines.get(i - 1).isBlank()) {
                break;
            }
        }
        return end;
    }

    /** Returns the last line of a marker that goes on in further lines. */
    private static int markerEnd(List<String> lines, int start) {
        if (lines.get(start).stripTrailing().endsWith("**")) {
            return start;
        }
        for (int i = start + 1; i < Math.min(lines.size(), start + MAX_MARKER_LINES); i++) {
            if (lines.get(i).isBlank()) {
                return i;
            }
            if (lines.get(i).stripTrailing().endsWith("**")) {
                return i;
            }
        }
        return start;
    }

    private static int footer(List<String> lines, int from) {
        int chars = 0;
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (matches(END, line) || chars >= MIN_STORY_CHARS && matches(HEADING, line)) {
                return i;
            }
            chars += line.length();
        }
        return lines.size();
    }

    private static int first(Pattern pattern, List<String> lines, int from, int to) {
        for (int i = from; i < to; i++) {
            if (matches(pattern, lines.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static long filled(List<String> lines, int from, int to) {
        return from >= to
                ? 0
                : lines.subList(from, to).stream()
                        .filter(line -> !line.isBlank())
                        .count();
    }

    /** Joins the continuation lines of a header's field, up to the next field or empty line. */
    private static String continued(String value, List<String> lines, int next) {
        StringBuilder whole = new StringBuilder(value.strip());
        for (int i = next; i < Math.min(lines.size(), next + MAX_MARKER_LINES); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("*") || matches(FIELD, line)) {
                break;
            }
            whole.append(' ').append(line);
        }
        return whole.toString();
    }

    private static List<String> withoutLegalese(List<String> lines) {
        if (first(LEGALESE, lines, 0, lines.size()) < 0) {
            return lines;
        }
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            inside |= matches(LEGALESE, line);
            if (!inside) {
                kept.add(line);
            }
            inside &= !line.contains(">>") && !line.isBlank();
        }
        return kept;
    }

    private static boolean matches(Pattern pattern, String line) {
        return line.length() <= MAX_MARKER_CHARS && pattern.matcher(line).matches();
    }

    private static Pattern marker(String pattern) {
        return Pattern.compile("\\s*+(?:" + pattern + ")", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
