// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.text.Words;

/**
 * The passages of the cluster's books, told apart by whether they name the concept. Whole ones,
 * evenly spread over a book, as the stream reads them: passages chosen for their seed words make a
 * direction of case reports. Of the cluster alone, since other books speak of crime as histories
 * and newspapers do. By the seed words and not by the topic: its other words ("sir, man, case,
 * asked") make a direction of interviews, nearly parallel to the one between books.
 */
public record ClusterSums(List<BookSums> books, int[] layers) {

    public static ClusterSums read(
            ExperimentConfig config,
            ExperimentConfig.Layers strong,
            Corpus corpus,
            Map<String, Double> responsibilities,
            ExperimentListener progress) {
        Set<String> cluster = Responsibilities.likeliest(responsibilities);
        List<Corpus.Sampled> passages = corpus.sample(config.size().perClusterBook()).stream()
                .filter(passage -> cluster.contains(passage.book().id()))
                .toList();
        // the layers of all other readings, so that a passage that was read for them is not read
        // again
        PassageActivations read = PassageActivations.read(
                config.strong(),
                strong.info(),
                strong.read(),
                config.readSpec(),
                passages.stream().map(Corpus.Sampled::text).toList(),
                config.cache(),
                progress);
        int[] layers = strong.steered();
        Set<String> seeds = Set.copyOf(config.seeds());
        int[] named = passages.stream()
                .mapToInt(p -> (int)
                        Words.tokens(p.text()).stream().filter(seeds::contains).count())
                .toArray();
        return new ClusterSums(
                BookAggregates.byBook(passages, layers, read.at(layers), new double[named.length], named), layers);
    }

    /** What passages that name the concept have and the model's steered texts lack. */
    public List<Direction> residual(PassageActivations steered) {
        return Directions.residual(books, BookAggregates.texts(steered, layers), layers)
                .orElse(List.of());
    }
}
