// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Responsibilities;
import org.gumshoe.text.Words;

/**
 * What passages that name the concept have before others of the same book: the direction within books. Of the cluster's books alone, since other books speak of crime as
 * histories and newspapers do, and of whole passages evenly spread over a book, as the stream reads them. Passages chosen for their seed words make it a direction of case
 * reports. The seed words tell them apart, not the topic: its other words ("sir, man, case, asked") make a direction of interviews, nearly parallel to the one between books.
 */
final class Contrast {
    private Contrast() {}

    static List<Direction> within(
            Plan plan, Plan.Layers strong, Corpus corpus, Map<String, Double> responsibilities, Progress progress) {
        Set<String> cluster = Responsibilities.likeliest(responsibilities);
        List<Corpus.Sampled> passages = corpus.sample(plan.size().contrast()).stream()
                .filter(passage -> cluster.contains(passage.book().id()))
                .toList();
        List<String> texts = passages.stream().map(Corpus.Sampled::text).toList();
        Activations read = Activations.read(
                plan.strong(), strong.info(), strong.steered(), Activations.WHOLE, texts, plan.cache(), progress);
        Set<String> seeds = Set.copyOf(plan.seeds());
        Map<String, BookSums> books = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            int named = (int)
                    Words.tokens(texts.get(i)).stream().filter(seeds::contains).count();
            books.computeIfAbsent(
                            passages.get(i).book().id(), book -> new BookSums(book, strong.steered(), read.width()))
                    .add(read.rows()[i], 0, named);
        }
        return Directions.naming(books.values(), strong.steered());
    }
}
