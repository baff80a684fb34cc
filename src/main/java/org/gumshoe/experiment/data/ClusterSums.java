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
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.refine.Responsibilities;
import org.gumshoe.text.words.Words;

/**
 * Sums of the cluster's books with the number of seed words in each passage, for the seed-word
 * direction and the residual correction. Passages are whole and evenly spread over a book, as the
 * stream reads them: passages picked for their seed words would give a direction of case reports.
 * Only books of the cluster count, since others mention crime as histories and newspapers do. And
 * only seed words count: the topic's other words ("sir, man, case, asked") would give a direction
 * of interviews that is nearly parallel to the class contrast.
 *
 * @param books sums of each book of the cluster
 */
public record ClusterSums(List<BookSums> books, int[] layers) {

    /**
     * Reads the passages of the likeliest books.
     *
     * @param responsibilities of the books in the concept
     */
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
        // the same layers as elsewhere, so that passages in the cache are not read again
        PassageActivations activations = PassageActivations.read(
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
                BookAggregates.byBook(passages, layers, activations.at(layers), new double[named.length], named),
                layers);
    }

    /** Returns the sums that the seed-word direction and solved strengths follow from. */
    public SeedWordSums seedWords() {
        return SeedWordSums.of(books, layers);
    }

    /** Returns the residual correction after these steered texts. */
    public List<Direction> residual(PassageActivations steered) {
        return Directions.residual(books, BookAggregates.texts(steered, layers), layers)
                .orElse(List.of());
    }
}
