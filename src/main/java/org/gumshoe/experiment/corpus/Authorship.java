// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gumshoe.catalogue.Contributor;

/**
 * Groups of authors that no split may part: names that stand on one book, as co-authors or as
 * aliases of each other, and whoever shares a name with them on another book.
 */
final class Authorship {
    private final Map<String, String> parent = new HashMap<>();

    private Authorship() {}

    /**
     * Returns the group of each book, named after the first author that it met.
     *
     * @param names of the authors of each book, at least one
     */
    static Map<String, String> groups(Map<String, List<String>> names) {
        Authorship authors = new Authorship();
        names.values().forEach(ofBook -> ofBook.forEach(name -> authors.join(ofBook.getFirst(), name)));
        Map<String, String> shown = new HashMap<>();
        Map<String, String> groups = new LinkedHashMap<>();
        names.forEach((book, ofBook) -> groups.put(
                book, shown.computeIfAbsent(authors.root(key(ofBook.getFirst())), root -> ofBook.getFirst())));
        return groups;
    }

    /** Splits "A and B", "A &amp; B" and "A; B" into names. */
    static List<String> names(String... fields) {
        return Arrays.stream(fields)
                .flatMap(field -> Contributor.names(field).stream())
                .toList();
    }

    private void join(String one, String other) {
        String a = root(key(one));
        String b = root(key(other));
        if (!a.equals(b)) {
            parent.put(b, a);
        }
    }

    private String root(String name) {
        String at = name;
        while (parent.containsKey(at)) {
            at = parent.get(at);
        }
        return at;
    }

    /** Spells a name without case, accents, dots and spaces. */
    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toLowerCase(Locale.ROOT);
    }
}
