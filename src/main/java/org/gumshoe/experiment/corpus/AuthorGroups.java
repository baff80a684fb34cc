// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Split of books by author: all books of an author are in one part. */
public final class AuthorGroups {
    private AuthorGroups() {}

    /**
     * Assigns authors to parts, those with the most books first and ties in random order, each to
     * the part with the fewest books.
     *
     * @return the part of each book
     */
    public static Map<String, Integer> deal(Collection<Corpus.Labelled> books, int parts, long seed) {
        Map<String, List<String>> byAuthor = books.stream()
                .collect(Collectors.groupingBy(
                        Corpus.Labelled::author,
                        LinkedHashMap::new,
                        Collectors.mapping(Corpus.Labelled::id, Collectors.toList())));
        List<List<String>> dealt = new ArrayList<>(byAuthor.values());
        Collections.shuffle(dealt, new Random(seed));
        dealt.sort(Comparator.comparingInt((List<String> ids) -> -ids.size()));
        int[] sizes = new int[parts];
        Map<String, Integer> part = new HashMap<>();
        for (List<String> ids : dealt) {
            int least = 0;
            for (int p = 1; p < parts; p++) {
                least = sizes[p] < sizes[least] ? p : least;
            }
            for (String id : ids) {
                part.put(id, least);
            }
            sizes[least] += ids.size();
        }
        return part;
    }
}
