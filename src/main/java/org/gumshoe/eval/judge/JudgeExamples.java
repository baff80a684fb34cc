// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.gumshoe.eval.judge.TextJudge.Example;
import org.gumshoe.text.Book;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Span;

/** Texts to train judges on. */
public final class JudgeExamples {
    /** Words in a text: what a language model writes in a steering experiment. */
    public static final int WORDS = 150;

    private static final Set<String> FICTION =
            Set.of("fiction", "mystery", "science_fiction", "adventure", "romance", "humor");

    private JudgeExamples() {}

    /**
     * Texts of {@link #WORDS} words of a book, not cut inside a sentence.
     *
     * @param group the author
     * @param source the corpus
     * @param most how many at most, spread evenly over the book; zero or less means all
     */
    public static List<Example> of(String book, boolean positive, String group, String source, int most) {
        List<Span> passages = Passages.split(book, WORDS);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            if (Passages.sampled(i, passages.size(), most)) {
                examples.add(new Example(passages.get(i).text(), positive, group, source));
            }
        }
        return examples;
    }

    /**
     * Fiction (K to R) against the rest of the Brown corpus; each of its texts, of which at most
     * {@code most} pieces are taken, is a group.
     */
    public static List<Example> brownFiction(List<Book> brown, int most) {
        return brown(brown, most, book -> true, JudgeExamples::isFiction);
    }

    /**
     * Mystery (L) against other fiction of the Brown corpus; each of its texts, of which at most
     * {@code most} pieces are taken, is a group.
     */
    public static List<Example> brownMystery(List<Book> brown, int most) {
        return brown(
                brown, most, JudgeExamples::isFiction, book -> book.genres().contains("mystery"));
    }

    private static boolean isFiction(Book book) {
        return book.genres().stream().anyMatch(FICTION::contains);
    }

    private static List<Example> brown(List<Book> brown, int most, Predicate<Book> used, Predicate<Book> positive) {
        return brown.stream()
                .filter(used)
                .flatMap(book -> of(book.text(), positive.test(book), book.id(), "brown", most).stream())
                .toList();
    }
}
