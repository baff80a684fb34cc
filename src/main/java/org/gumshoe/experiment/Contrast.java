// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.steer.Responsibilities;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Words;

/**
 * Passages of the cluster's books that name the concept beside passages of the same book that do not: what the direction within books is made of. Of the cluster's, since
 * other books speak of crime as histories and newspapers do (of 64 texts .82 were stories instead of .75, with as much content). The seed words choose them, not
 * the topic: its other words ("sir, man, case, asked") make a direction of interviews, nearly parallel to the one between books. Counting words costs nothing, so the
 * whole book is looked through before the language model reads a few beginnings; an even sample hardly holds a book's scenes of crime.
 *
 * @param z log(1 + seed words) of each beginning
 */
record Contrast(List<Corpus.Sampled> passages, double[] z, Activations strong) {
    private static final int WORDS = 150;
    private static final int TOKENS = 200;
    private static final int BOOKS = 5;

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

    /** The books of the cluster, the likeliest first. */
    static List<Corpus.Labelled> cluster(Corpus corpus, Map<String, Double> responsibilities) {
        Map<String, Corpus.Labelled> byId =
                corpus.books().stream().collect(Collectors.toMap(Corpus.Labelled::id, Function.identity()));
        return Responsibilities.likeliest(responsibilities, BOOKS).stream()
                .map(byId::get)
                .toList();
    }

    /** @param each so many passages of either kind in each book, fewer where it has fewer with a seed word or without */
    static List<Beginning> choose(List<Corpus.Labelled> books, Set<String> seeds, int each) {
        List<Beginning> chosen = new ArrayList<>();
        for (Corpus.Labelled book : books) {
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

    static Contrast read(
            Plan plan, Plan.Layers strong, Corpus corpus, Map<String, Double> responsibilities, Progress progress) {
        List<Beginning> chosen = choose(
                cluster(corpus, responsibilities),
                Set.copyOf(plan.seeds()),
                plan.size().extremes());
        List<String> texts = chosen.stream().map(Beginning::text).toList();
        return new Contrast(
                chosen.stream().map(Beginning::passage).toList(),
                chosen.stream().mapToDouble(b -> Math.log1p(b.seeds)).toArray(),
                Activations.read(
                        plan.strong(), strong.info(), strong.steered(), TOKENS, texts, plan.cache(), progress));
    }
}
