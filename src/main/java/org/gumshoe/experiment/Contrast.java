// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        // the layers of all other readings, so that a passage that was read for them is not read again
        Activations read = Activations.read(
                plan.strong(),
                strong.info(),
                strong.read(),
                Activations.WHOLE,
                passages.stream().map(Corpus.Sampled::text).toList(),
                plan.cache(),
                progress);
        int[] layers = strong.steered();
        float[][][] at = Arrays.stream(layers).mapToObj(read::at).toArray(float[][][]::new);
        Set<String> seeds = Set.copyOf(plan.seeds());
        int[] named = passages.stream()
                .mapToInt(p -> (int)
                        Words.tokens(p.text()).stream().filter(seeds::contains).count())
                .toArray();
        return Directions.naming(Sums.byBook(passages, layers, at, new double[named.length], named), layers);
    }
}
