// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.gumshoe.BadInputException;

/**
 * A choice among the books that a filter lets through.
 *
 * @param count of books at most
 * @param balance subjects of half of the books, the other half having none of them; empty for no
 *     balance
 * @param seed of a random choice; null for the order of the catalogue
 * @param keepsEditions whether one work may come under several numbers
 */
public record Selection(int count, List<WordQuery> balance, Long seed, boolean keepsEditions) {

    /**
     * Chooses books.
     *
     * @param told receives a sentence about what is left out
     * @throws BadInputException when a balance is asked for and one side has no book
     */
    public List<CatalogueEntry> choose(List<CatalogueEntry> books, Consumer<String> told) {
        List<CatalogueEntry> some = new ArrayList<>(keepsEditions ? books : oneOfEachWork(books, told));
        if (seed != null) {
            Collections.shuffle(some, new Random(seed));
        }
        List<CatalogueEntry> chosen = balance.isEmpty() ? some : balanced(some);
        return chosen.subList(0, Math.min(count, chosen.size()));
    }

    /** Returns as many books with a subject as without, by turns, so that any beginning is balanced too. */
    private List<CatalogueEntry> balanced(List<CatalogueEntry> books) {
        List<CatalogueEntry> with = new ArrayList<>();
        List<CatalogueEntry> without = new ArrayList<>();
        books.forEach(book -> (BookFilter.anyIn(balance, book.subjects()) ? with : without).add(book));
        if (with.isEmpty() || without.isEmpty()) {
            throw new BadInputException(
                    "Of the %d books that are left, %s has the subject %s, so they cannot be balanced; ask for less with the other filters."
                            .formatted(
                                    books.size(),
                                    with.isEmpty() ? "none" : "each",
                                    balance.stream().map(WordQuery::text).toList()));
        }
        List<CatalogueEntry> turns = new ArrayList<>();
        int half = Math.min(Math.min(with.size(), without.size()), Math.max(1, count / 2));
        for (int i = 0; i < half; i++) {
            turns.add(with.get(i));
            turns.add(without.get(i));
        }
        return turns;
    }

    private static List<CatalogueEntry> oneOfEachWork(List<CatalogueEntry> books, Consumer<String> told) {
        Map<String, CatalogueEntry> works = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (CatalogueEntry book : books) {
            CatalogueEntry former = works.putIfAbsent(book.work(), book);
            if (former != null) {
                others.add(book.number() + " as " + former.number());
            }
        }
        if (!others.isEmpty()) {
            told.accept("%d numbers are further editions of a work and are left out (%s%s); --all-editions keeps them."
                    .formatted(
                            others.size(),
                            String.join(", ", others.subList(0, Math.min(3, others.size()))),
                            others.size() > 3 ? ", …" : ""));
        }
        return List.copyOf(works.values());
    }
}
