// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/** Plain text, either one paragraph a line or wrapped with empty lines between paragraphs. */
final class PlainTextReader {
    /** No text is wrapped at more than this, so longer lines are whole paragraphs. */
    private static final int LONGEST_WRAPPED_LINE = 120;

    private static final double UNWRAPPED_SHARE = 0.1;
    private static final Pattern HEADING_MARK = Pattern.compile("^#{1,6}\\s+");

    private PlainTextReader() {}

    static Draft read(Path file, byte[] bytes) {
        String text = Encodings.decode(file, bytes);
        if (text.isBlank()) {
            throw new BadInputException(
                    file + " is empty but for white space; remove it or put the book's text into it.");
        }
        return new Draft(null, null, List.of(), String.join("\n\n", paragraphs(text)));
    }

    /** The header of a Gutenberg text keeps a line a paragraph, so that its fields can be read. */
    static List<String> paragraphs(String text) {
        List<String> lines =
                text.replace("\uFEFF", "").lines().map(String::strip).toList();
        long filled = lines.stream().filter(line -> !line.isEmpty()).count();
        long whole = lines.stream()
                .filter(line -> line.length() > LONGEST_WRAPPED_LINE)
                .count();
        boolean wrapped = whole < UNWRAPPED_SHARE * filled;
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
