// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;

/** A range of years, both included; negative years are before the common era. */
public record YearRange(int from, int to) {
    private static final String YEAR = "\\d{1,4}\\s*(?:BCE?)?";
    private static final Pattern RANGE = Pattern.compile(
            "(?<from>" + YEAR + ")?\\s*(?<dash>-|–|\\.\\.)?\\s*(?<to>" + YEAR + ")?", Pattern.CASE_INSENSITIVE);

    /**
     * Reads {@code 1887}, {@code 1841-1930}, {@code -1900}, {@code 1900-} or {@code 600BCE-400BCE}.
     *
     * @throws BadInputException for any other text
     */
    public static YearRange parse(String text) {
        Matcher range = RANGE.matcher(text.strip());
        if (range.matches() && (range.group("from") != null || range.group("to") != null)) {
            Integer from = year(range.group("from"));
            Integer to = year(range.group("to"));
            boolean isOpen = range.group("dash") != null;
            int first = from == null ? Integer.MIN_VALUE : from;
            int last = to != null ? to : isOpen ? Integer.MAX_VALUE : first;
            if (first <= last && (isOpen || to == null)) {
                return new YearRange(first, last);
            }
        }
        throw new BadInputException("\"" + text + "\" is no year and no range of years; give one such as 1887, "
                + "1841-1930, -1900 or 600BCE-400BCE.");
    }

    /** Reads a year such as {@code 1859?} or {@code 621? BCE}; null if there is none. */
    static Integer year(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        int year = Integer.parseInt(text.replaceAll("\\D", ""));
        return text.toUpperCase(java.util.Locale.ROOT).contains("B") ? -year : year;
    }

    boolean contains(Integer year) {
        return year != null && from <= year && year <= to;
    }
}
