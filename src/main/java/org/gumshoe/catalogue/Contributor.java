// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person or body in a catalogue's entry of authors, such as {@code Doyle, Arthur Conan,
 * 1859-1930} or {@code Aesop, 621? BCE-565? BCE}, with a role in brackets unless it is the author.
 *
 * @param name as written, without dates and role
 * @param born year of birth, negative before the common era; null if it is not named
 * @param died year of death; null if it is not named
 * @param role such as {@code Translator}; empty for an author
 */
public record Contributor(String name, Integer born, Integer died, String role) {
    private static final String YEAR = "(?:\\d{1,4}\\??(?:\\s*BCE?)?)";
    private static final Pattern ROLE = Pattern.compile("\\s*\\[(?<role>[^\\]]*)\\]\\s*$");
    private static final Pattern DATES =
            Pattern.compile(",?\\s+(?<born>" + YEAR + "?)\\s*[-–]\\s*(?<died>" + YEAR + "?)\\s*$");
    private static final Pattern IN_FULL = Pattern.compile("\\s*\\([^)]*\\)");

    /** Reads one entry. */
    public static Contributor parse(String entry) {
        String rest = entry.strip();
        String role = "";
        for (Matcher found = ROLE.matcher(rest); found.find(); found = ROLE.matcher(rest)) {
            role = found.group("role").strip();
            rest = rest.substring(0, found.start());
        }
        Matcher dates = DATES.matcher(rest);
        if (!dates.find()) {
            return new Contributor(rest, null, null, role);
        }
        Integer died = YearRange.year(dates.group("died"));
        Integer born = YearRange.year(dates.group("born"));
        if (born != null && died != null && died < 0 && born > 0) {
            born = -born; // 621-565 BCE
        }
        return new Contributor(rest.substring(0, dates.start()), born, died, role);
    }

    /** Reads a field of entries that are joined by semicolons. */
    static List<Contributor> parseAll(String field) {
        return CatalogueEntry.values(field).stream().map(Contributor::parse).toList();
    }

    /** Splits "A and B", "A &amp; B" and "A; B", as manifests have them, into names. */
    public static List<String> names(String field) {
        return Arrays.stream(field.split("\\s*(?:;|&|\\s[Aa]nd\\s)\\s*"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    boolean isAuthor() {
        return role.isEmpty() || role.equalsIgnoreCase("author");
    }

    /** Returns the name in its natural order: "Doyle, Arthur Conan" as "Arthur Conan Doyle". */
    public String displayName() {
        List<String> parts = Arrays.stream(IN_FULL.matcher(name).replaceAll("").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() < 2 || parts.get(1).contains(" of ")) { // Marcus Aurelius, Emperor of Rome
            return parts.isEmpty() ? "" : parts.getFirst();
        }
        return parts.get(1) + " " + parts.getFirst();
    }
}
