// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/** A reader of plain text, with one paragraph per line or wrapped with empty lines between. */
final class PlainTextReader {
    /** Longest line of a wrapped text; a longer line is a whole paragraph. */
    private static final int MAX_WRAPPED_LINE = 120;

    private static final double MIN_UNWRAPPED_SHARE = 0.1;
    private static final Pattern HEADING_MARK = Pattern.compile("^#{1,6}\\s+");

    private PlainTextReader() {}

    static ParsedBook read(Path file, byte[] bytes) {
        String text = Encodings.decode(file, bytes);
        if (text.isBlank()) {
            throw new BadInputException(
                    file + " is empty but for white space; remove it or put the book's text into it.");
        }
        return new ParsedBook(null, null, List.of(), String.join("\n\n", paragraphs(text)));
    }

    /** Joins wrapped lines, except in a Gutenberg header, whose fields are one per line. */
    static List<String> paragraphs(String text) {
        List<String> lines =
                text.replace("\uFEFF", "").lines().map(String::strip).toList();
        long filled = lines.stream().filter(line -> !line.isEmpty()).count();
        long whole =
                lines.stream().filter(line -> line.length() > MAX_WRAPPED_LINE).count();
        boolean wrapped = whole < MIN_UNWRAPPED_SHARE * filled;
        int header = Gutenberg.headerLines(lines);
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = HEADING_MARK.matcher(lines.get(i)).replaceFirst("");
            if (line.isEmpty() || !wrapped || i <= header || Gutenberg.isMarker(line)) {
                flush(paragraph, paragraphs);
            }
            if (!line.isEmpty()) {
                join(paragraph, line);
                if (i <= header || Gutenberg.isMarker(line)) {
                    flush(paragraph, paragraphs);
                }
            }
        }
        flush(paragraph, paragraphs);
        return paragraphs;
    }

    private static void join(StringBuilder paragraph, String line) {
        boolean isWordBroken = paragraph.length() > 1
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
