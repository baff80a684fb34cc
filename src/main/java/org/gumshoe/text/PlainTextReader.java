// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.text.Paragraphs.Layout;

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
        List<String> lines = text.lines()
                .map(line -> HEADING_MARK.matcher(line.strip()).replaceFirst(""))
                .toList();
        return new ParsedBook(null, null, List.of(), lines, layout(lines));
    }

    private static Layout layout(List<String> lines) {
        long filled = lines.stream().filter(line -> !line.isEmpty()).count();
        long whole =
                lines.stream().filter(line -> line.length() > MAX_WRAPPED_LINE).count();
        return whole < MIN_UNWRAPPED_SHARE * filled ? Layout.WRAPPED : Layout.LINES;
    }
}
