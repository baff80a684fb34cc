// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Words;

/**
 * Passages of every book that name the concept beside passages of the same book that do not: what the direction within books is made of. The seed words choose them, not
 * the topic: its other words ("sir, man, case, asked") make a direction of interviews, nearly parallel to the one between books. Counting words costs nothing, so the
 * whole book is looked through before the language model reads a few beginnings; an even sample hardly holds a book's scenes of crime.
 *
 * @param z log(1 + seed words) of each beginning
 */
record Contrast(List<Corpus.Sampled> passages, double[] z, Activations strong) {
    private static final int WORDS = 150;
    private static final int TOKENS = 200;

    /**
     * The part of a passage that the language model reads.
     *
     * @param seeds how many of its words are seed words
     */
    record Beginning(Corpus.Sampled passage, String text, long seeds) {
        static Beginning of(Corpus.Sampled passage, Set<String> seeds) {
            String text = Passages.split(passage.text(), WORDS).getFirst().text();
            return new Beginning(
                    passage,
                    text,
                    Words.tokens(text).stream().filter(seeds::contains).count());
        }
    }

    /** @param each so many passages of either kind in each book, fewer where it has fewer with a seed word or without */
    static List<Beginning> choose(Corpus corpus, Set<String> seeds, int each) {
        List<Beginning> chosen = new ArrayList<>();
        for (Corpus.Labelled book : corpus.books()) {
            List<Beginning> all = IntStream.range(0, book.passages().size())
                    .mapToObj(i -> Beginning.of(new Corpus.Sampled(book, i), seeds))
                    .toList();
            List<Beginning> naming = all.stream()
                    .filter(b -> b.seeds > 0)
                    .sorted(Comparator.comparingLong(Beginning::seeds).reversed())
                    .limit(each)
                    .toList();
            List<Beginning> plain = all.stream().filter(b -> b.seeds == 0).toList();
            chosen.addAll(naming);
            for (int i = 0; i < plain.size() && !naming.isEmpty(); i++) {
                if (Passages.sampled(i, plain.size(), naming.size())) {
                    chosen.add(plain.get(i));
                }
            }
        }
        return chosen;
    }

    static Contrast read(Plan plan, Plan.Layers strong, Corpus corpus, Progress progress) {
        List<Beginning> chosen =
                choose(corpus, Set.copyOf(plan.seeds()), plan.size().extremes());
        List<String> texts = chosen.stream().map(Beginning::text).toList();
        return new Contrast(
                chosen.stream().map(Beginning::passage).toList(),
                chosen.stream().mapToDouble(b -> Math.log1p(b.seeds)).toArray(),
                Activations.read(
                        plan.strong(), strong.info(), strong.steered(), TOKENS, texts, plan.cache(), progress));
    }
}
