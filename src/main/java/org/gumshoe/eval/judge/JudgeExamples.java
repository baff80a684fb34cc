// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.gumshoe.eval.judge.TextJudge.Example;
import org.gumshoe.text.Book;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;

/** A factory of training examples for text judges. */
public final class JudgeExamples {
    /** Length of a text in words; stories of the steering experiment have the same length. */
    public static final int WORDS = 150;

    private static final Set<String> FICTION =
            Set.of("fiction", "mystery", "science_fiction", "adventure", "romance", "humor");

    private JudgeExamples() {}

    /**
     * Cuts a book into texts of about {@link #WORDS} words at sentence boundaries.
     *
     * @param group the author
     * @param source the corpus
     * @param limit largest number of texts, spread evenly over the book; zero or less for all
     */
    public static List<Example> of(String book, boolean positive, String group, String source, int limit) {
        List<Span> passages = Passages.split(book, WORDS);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            if (Passages.sampled(i, passages.size(), limit)) {
                examples.add(new Example(passages.get(i).text(), positive, group, source));
            }
        }
        return examples;
    }

    /**
     * Returns examples of fiction (categories K to R of the Brown corpus, positive) and of all
     * other categories. Each text of the corpus is a group and gives at most {@code limit}
     * examples.
     */
    public static List<Example> brownFiction(List<Book> brown, int limit) {
        return brown(brown, limit, book -> true, JudgeExamples::isFiction);
    }

    /**
     * Returns examples of mystery (category L of the Brown corpus, positive) and of its other
     * fiction. Each text of the corpus is a group and gives at most {@code limit} examples.
     */
    public static List<Example> brownMystery(List<Book> brown, int limit) {
        return brown(
                brown, limit, JudgeExamples::isFiction, book -> book.genres().contains("mystery"));
    }

    private static boolean isFiction(Book book) {
        return book.genres().stream().anyMatch(FICTION::contains);
    }

    private static List<Example> brown(List<Book> brown, int limit, Predicate<Book> used, Predicate<Book> positive) {
        return brown.stream()
                .filter(used)
                .flatMap(book -> of(book.text(), positive.test(book), book.id(), "brown", limit).stream())
                .toList();
    }
}
