// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A joiner of lines to paragraphs, and a remover of paragraphs that are no part of the story. */
final class Paragraphs {
    private static final Pattern CREDIT = Pattern.compile(
            "^\\W*(Produced by|E-?text (prepared|produced) by|This (Project Gutenberg )?e-?(text|book) was (produced|prepared)"
                    + "|Transcribed (from|by)|HTML version by|Updated editions will replace|Scanned (and|by)|Special thanks to"
                    + "|Project Gutenberg Distributed Proofreaders|Project Runeberg publishes).{0,600}$",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Whom volunteers thank, in whatever language. */
    private static final Pattern SOURCE = Pattern.compile(
            ".*(Distributed\\s+Proofread|pgdp\\.net|Project Gutenberg|archive\\.org/details|gallica\\.bnf\\.fr"
                    + "|gutenberg\\.spiegel\\.de|gutenberg2000\\.de|Internet Archive[ /)]).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern ASIDE = Pattern.compile(
            "^\\[(Illustration|Transcriber.?s note|Frontispiece)[^\\]]*\\]?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern PICTURE = Pattern.compile("\\[Illustration[^\\]]{0,300}\\]", Pattern.CASE_INSENSITIVE);
    private static final int MAX_CREDIT_PARAGRAPHS = 12;
    private static final int MAX_SOURCE_CHARS = 600;

    private Paragraphs() {}

    /** How the lines of a text form paragraphs. */
    enum Layout {
        /** Each line is a paragraph. */
        LINES,
        /** Empty lines stand between paragraphs; a word may be broken at a line's end. */
        WRAPPED,
        /** Empty lines stand between paragraphs, whose lines are those of verse. */
        MARKUP
    }

    static List<String> join(List<String> lines, Layout layout) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : lines) {
            if (line.isBlank() || layout == Layout.LINES) {
                flush(paragraph, paragraphs);
            }
            if (!line.isBlank()) {
                append(paragraph, line.strip(), layout);
            }
        }
        flush(paragraph, paragraphs);
        return paragraphs;
    }

    /** Leaves out credits near the beginning, pictures and transcribers' notes. */
    static List<String> story(List<String> paragraphs, boolean isGutenberg) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < paragraphs.size(); i++) {
            String paragraph = paragraphs.get(i);
            boolean isCredit = i < MAX_CREDIT_PARAGRAPHS
                    && (CREDIT.matcher(paragraph).matches()
                            || isGutenberg
                                    && paragraph.length() <= MAX_SOURCE_CHARS
                                    && SOURCE.matcher(paragraph).matches());
            if (!isCredit && !ASIDE.matcher(paragraph).matches()) {
                String withoutPictures =
                        PICTURE.matcher(paragraph).replaceAll("").strip();
                if (!withoutPictures.isEmpty()) {
                    kept.add(withoutPictures);
                }
            }
        }
        return kept;
    }

    private static void append(StringBuilder paragraph, String line, Layout layout) {
        boolean isWordBroken = layout == Layout.WRAPPED
                && paragraph.length() > 1
                && (paragraph.charAt(paragraph.length() - 1) == '-' || paragraph.charAt(paragraph.length() - 1) == '—');
        if (!paragraph.isEmpty() && !isWordBroken) {
            paragraph.append(' ');
        }
        paragraph.append(line);
    }

    private static void flush(StringBuilder paragraph, List<String> paragraphs) {
        if (!paragraph.isEmpty()) {
            paragraphs.add(paragraph.toString().replaceAll("\\s+", " "));
            paragraph.setLength(0);
        }
    }
}
