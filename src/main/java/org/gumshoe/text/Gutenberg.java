// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stripper of Project Gutenberg's boilerplate: header, licence, credits, transcribers' notes. */
final class Gutenberg {
    private static final Pattern START = Pattern.compile(
            "^\\*{2,3}\\s?START OF (THE|THIS) PROJECT GUTENBERG.*|^\\*END\\*?\\s?THE SMALL PRINT.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern END = Pattern.compile(
            "^\\*{2,3}\\s?END OF (THE|THIS) PROJECT GUTENBERG.*|^End of (the |this )?Project Gutenberg.{0,200}"
                    + "|^\\*{0,3}\\s?START: FULL LICENSE.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD = Pattern.compile(
            "^(Title|Author|Editor|Translator|Release date|Language|Posting date"
                    + "|Credits|Character set encoding|Original publication|Illustrator|Other information.*?):\\s*(.*)$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CREDIT = Pattern.compile(
            "^(Produced by|E-?text prepared by|This e-?text was (produced|prepared)|Transcribed from|HTML version by"
                    + "|Updated editions will replace).{0,600}$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ASIDE = Pattern.compile(
            "^\\[(Illustration|Transcriber.?s note|Frontispiece)[^\\]]*\\]?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern PICTURE = Pattern.compile("\\[Illustration[^\\]]{0,300}\\]", Pattern.CASE_INSENSITIVE);
    private static final int MAX_CREDIT_PARAGRAPHS = 12;
    private static final int MAX_HEADER_LINES = 400;

    private Gutenberg() {}

    /** A text without boilerplate; title and author are null if the header does not name them. */
    record Stripped(String title, String author, String text) {}

    /** Tells whether a line is a start or end marker. */
    static boolean isMarker(String line) {
        return START.matcher(line).matches() || END.matcher(line).matches();
    }

    /** Returns the index of the header's last line, or -1 if there is no header. */
    static int headerLines(List<String> lines) {
        for (int i = 0; i < Math.min(lines.size(), MAX_HEADER_LINES); i++) {
            if (START.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Strips a text whose paragraphs are separated by empty lines; a text without boilerplate is
     * returned unchanged.
     */
    static Stripped strip(String text) {
        List<String> paragraphs = new ArrayList<>(List.of(text.strip().split("\\n{2,}")));
        int start = headerLines(paragraphs);
        String title = null;
        String author = null;
        for (int i = 0; i < start; i++) {
            Matcher field = FIELD.matcher(paragraphs.get(i));
            if (field.matches()) {
                switch (field.group(1).toLowerCase(Locale.ROOT)) {
                    case "title" -> title = continued(field.group(2), paragraphs, i, start);
                    case "author" -> author = field.group(2);
                    default -> {}
                }
            }
        }
        List<String> kept = new ArrayList<>();
        for (int i = start + 1; i < paragraphs.size(); i++) {
            String paragraph = paragraphs.get(i);
            if (END.matcher(paragraph).matches()) {
                break;
            }
            boolean isCredit = i <= start + MAX_CREDIT_PARAGRAPHS
                    && CREDIT.matcher(paragraph).matches();
            if (!isCredit && !ASIDE.matcher(paragraph).matches()) {
                String withoutPictures =
                        PICTURE.matcher(paragraph).replaceAll("").strip();
                if (!withoutPictures.isEmpty()) {
                    kept.add(withoutPictures);
                }
            }
        }
        return new Stripped(title, author, String.join("\n\n", kept));
    }

    /** Joins the continuation lines of a header field, up to the next field. */
    private static String continued(String value, List<String> paragraphs, int index, int end) {
        boolean fieldFollows = false;
        StringBuilder whole = new StringBuilder(value);
        for (int i = index + 1; i < Math.min(end, index + 3) && !fieldFollows; i++) {
            fieldFollows = FIELD.matcher(paragraphs.get(i)).matches();
            if (!fieldFollows) {
                whole.append(' ').append(paragraphs.get(i));
            }
        }
        return fieldFollows ? whole.toString() : value;
    }
}
