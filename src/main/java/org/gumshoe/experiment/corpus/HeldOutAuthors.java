// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Authors whose books the method does not see, so that their passages can stand beside generated texts. They are judged
 * by judges that have not seen their author.
 *
 * @param all books, which the judges are trained on
 * @param rest all books by other authors
 * @param positive books of the concept by held-out authors
 * @param plain other fiction by held-out authors
 */
public record HeldOutAuthors(Corpus all, Corpus rest, List<Corpus.Labelled> positive, List<Corpus.Labelled> plain) {
    /** One author in so many is held out, of those of the concept and of the others. */
    private static final int ONE_IN = 4;

    /** Most authors of each kind: more would take books from the method and tell little more. */
    private static final int MOST = 5;

    /** Least authors of a kind that are left for the method. */
    private static final int LEFT = 4;

    private static final long SEED = 28;

    /**
     * Holds authors out. Where the books are by few authors, none is: then there are no real passages to
     * compare with.
     */
    public static HeldOutAuthors of(Corpus corpus) {
        Map<String, List<Corpus.Labelled>> authors = new TreeMap<>();
        corpus.books()
                .forEach(book -> authors.computeIfAbsent(book.author(), a -> new ArrayList<>())
                        .add(book));
        Set<String> heldOut =
                new TreeSet<>(drawn(authors, books -> books.stream().anyMatch(Corpus.Labelled::isPositive)));
        heldOut.addAll(drawn(authors, books -> books.stream().allMatch(HeldOutAuthors::isPlain)));
        List<Corpus.Labelled> books = corpus.books().stream()
                .filter(book -> heldOut.contains(book.author()))
                .toList();
        return new HeldOutAuthors(
                corpus,
                corpus.only(book -> !heldOut.contains(book.author())),
                books.stream().filter(Corpus.Labelled::isPositive).toList(),
                books.stream().filter(HeldOutAuthors::isPlain).toList());
    }

    private static List<String> drawn(
            Map<String, List<Corpus.Labelled>> authors, Predicate<List<Corpus.Labelled>> ofKind) {
        List<String> kind = new ArrayList<>(authors.keySet().stream()
                .filter(author -> ofKind.test(authors.get(author)))
                .toList());
        Collections.shuffle(kind, new Random(SEED));
        int number = Math.min(MOST, kind.size() / ONE_IN);
        return number >= 2 && kind.size() - number >= LEFT ? kind.subList(0, number) : List.of();
    }

    private static boolean isPlain(Corpus.Labelled book) {
        return book.isNegative() && book.fiction();
    }
}
