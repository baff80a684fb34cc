// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;

/**
 * Passages of real books beside which generated texts stand: from the middle of a book, after about as
 * many words as an opening has.
 *
 * @param drafts whose groups are the numbers of their authors
 */
record RealPassages(List<Draft> drafts, List<String> authors) {
    private static final int OPENING_WORDS = 50;

    /** Pieces of about 50 words, from which as many tokens are cut as a generated text has. */
    private static final int PIECES = 5;

    /**
     * Takes passages evenly from all books.
     *
     * @param number of passages, at most
     * @param cut shortens a text to the tokens of a generated one
     */
    static RealPassages of(List<Corpus.Labelled> books, int number, UnaryOperator<String> cut) {
        List<Draft> drafts = new ArrayList<>();
        List<String> authors =
                books.stream().map(Corpus.Labelled::author).distinct().toList();
        for (int b = 0; b < books.size(); b++) {
            // the shares of the books sum to the number exactly
            int share = number * (b + 1) / books.size() - number * b / books.size();
            List<Span> pieces = Passages.split(books.get(b).text(), OPENING_WORDS);
            int places = pieces.size() - PIECES;
            for (int i = 0; share > 0 && i < places; i++) {
                if (Passages.sampled(i, places, share)) {
                    String text = pieces.subList(i + 1, i + 1 + PIECES).stream()
                            .map(Span::text)
                            .collect(Collectors.joining(" "));
                    drafts.add(new Draft(
                            authors.indexOf(books.get(b).author()),
                            pieces.get(i).text(),
                            drafts.size(),
                            " " + cut.apply(text)));
                }
            }
        }
        return new RealPassages(List.copyOf(drafts), authors);
    }

    /** Returns the author of a passage. */
    String author(Draft passage) {
        return authors.get(passage.group());
    }
}
