// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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

    /** The beginning of a passage that the language model reads. */
    private static String beginning(Corpus.Sampled passage) {
        return Passages.split(passage.text(), WORDS).getFirst().text();
    }

    private record Counted(Corpus.Sampled passage, long seeds) {}

    private static long seeds(Set<String> seeds, String text) {
        return Words.tokens(text).stream().filter(seeds::contains).count();
    }

    /** @param each so many passages of either kind in each book, fewer where it has fewer with a seed word or without */
    static List<Corpus.Sampled> passages(Corpus corpus, Set<String> seeds, int each) {
        List<Corpus.Sampled> chosen = new ArrayList<>();
        for (Corpus.Labelled book : corpus.books()) {
            List<Counted> all = IntStream.range(0, book.passages().size())
                    .mapToObj(i -> new Corpus.Sampled(book, i))
                    .map(p -> new Counted(p, seeds(seeds, beginning(p))))
                    .toList();
            List<Corpus.Sampled> naming = all.stream()
                    .filter(p -> p.seeds > 0)
                    .sorted(Comparator.comparingLong(Counted::seeds).reversed())
                    .limit(each)
                    .map(Counted::passage)
                    .toList();
            List<Corpus.Sampled> plain =
                    all.stream().filter(p -> p.seeds == 0).map(Counted::passage).toList();
            chosen.addAll(naming);
            for (int i = 0; i < plain.size(); i++) {
                if (!naming.isEmpty() && Passages.sampled(i, plain.size(), naming.size())) {
                    chosen.add(plain.get(i));
                }
            }
        }
        return chosen;
    }

    static Contrast read(Plan plan, Plan.Layers strong, Corpus corpus, Progress progress) {
        Set<String> seeds = new HashSet<>(plan.seeds());
        List<Corpus.Sampled> passages = passages(corpus, seeds, plan.size().extremes());
        List<String> texts = passages.stream().map(Contrast::beginning).toList();
        return new Contrast(
                passages,
                texts.stream().mapToDouble(t -> Math.log1p(seeds(seeds, t))).toArray(),
                Activations.read(
                        plan.strong(), strong.info(), strong.steered(), TOKENS, texts, plan.cache(), progress));
    }
}
